/** Everything of the center, in one piece that is loaded when a center is first opened. */

import '../../style/base.css';

export { Center } from './center';
export { CenterModel } from '../model/centermodel';
