// The page of dossiers: brings its parts together.

import {startFrame} from '../frame.js';

startFrame();
