import '@jupyter-notifications/ui-components/style/index.js';

import './base.css';
