// The page of reports: brings its parts together.

import {startFrame} from '../frame.js';

startFrame();
