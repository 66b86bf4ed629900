/** The plugins of this extension. */

import { badge } from './badge';

export default [badge];
