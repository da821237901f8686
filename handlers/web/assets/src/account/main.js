// The pages through which one signs in, and of one's own account, work without
// scripts. With them the theme can be switched.

import {followTheme} from '../appearance.js';

const button = document.getElementById('theme');
button.hidden = false;
followTheme(button, () => {});
