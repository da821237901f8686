// The page of record: brings its parts together.

import {startFrame} from '../frame.js';

startFrame();
