// The page of planning: brings its parts together.

import {startFrame} from '../frame.js';

startFrame();
