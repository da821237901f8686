// The page of administration: brings its parts together.

import {startFrame} from '../frame.js';

startFrame();
