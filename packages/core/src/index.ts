/** Notifications in Jupyter: what other packages may use. */

export * from './tokens';
export * from './wire';
