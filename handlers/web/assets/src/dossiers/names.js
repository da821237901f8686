// What codes of dossiers and positions are called.

import {fieldOf} from '../config.js';

/** The name of a code of a field; the code itself when it has none. */
export const codeName = (kind, field, code) => fieldOf(kind, field)?.codes?.find((c) => c.code === code)?.label ?? code ?? '';
