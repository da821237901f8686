// The page of public: brings its parts together.

import {startFrame} from '../frame.js';

startFrame();
