// The one Jest configuration of all packages.
const jestJupyterLab = require('@jupyterlab/testing/lib/jest-config');

const esModules = [
  '@codemirror',
  '@jupyter',
  '@jupyterlab',
  '@jupyter-notebook',
  '@jupyter-notifications',
  '@microsoft',
  'exenv-es6',
  'lib0',
  'nanoid',
  'vscode-ws-jsonrpc',
  'y-protocols',
  'y-websocket',
  'yjs'
].join('|');

module.exports = packageDir => ({
  ...jestJupyterLab(packageDir),
  testRegex: 'test/.*\\.spec\\.tsx?$',
  transformIgnorePatterns: [`/node_modules/(?!${esModules}).+`],
  transform: {
    '\\.raw\\.css$': '@jupyterlab/testing/lib/jest-raw-loader.js',
    ...jestJupyterLab(packageDir).transform
  },
  moduleNameMapper: {
    // Read as they are; other style sheets are left out.
    '(.*\\.raw\\.css)$': '$1',
    ...jestJupyterLab(packageDir).moduleNameMapper,
    // Sources of the other packages, so that unit tests need no build.
    '^@jupyter-notifications/([^/]+)$': `${__dirname}/../packages/$1/src`,
    '^@jupyter-notifications/([^/]+)/lib/(.*)$': `${__dirname}/../packages/$1/src/$2`
  },
  reporters: ['default']
});
