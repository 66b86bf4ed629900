module.exports = require('../../buildutils/jest-config')(__dirname);
