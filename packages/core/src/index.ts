/** Notifications in Jupyter: what other packages may use. */

export * from './backend';
export * from './connector';
export * from './deliverytokens';
export * from './errors';
export * from './eventtokens';
export * from './inbox';
export * from './links';
export * from './match';
export * from './quiet';
export * from './tokens';
export * from './wire';
