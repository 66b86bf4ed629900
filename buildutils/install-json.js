// Copies install.json beside each built labextension, because the builder empties those folders.
const fs = require('fs');
const path = require('path');

const root = path.resolve(__dirname, '..');
const scope = path.join(
  root,
  'jupyter_notifications/labextensions/@jupyter-notifications'
);
for (const name of fs.readdirSync(scope)) {
  fs.copyFileSync(
    path.join(root, 'install.json'),
    path.join(scope, name, 'install.json')
  );
}
