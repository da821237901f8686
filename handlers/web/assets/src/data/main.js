// The page of data: brings its parts together.

import {startFrame} from '../frame.js';

startFrame();
