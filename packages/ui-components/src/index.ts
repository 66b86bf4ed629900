/** The views of notifications: the badge, the center, and what they need of an application. */

export * from './badge';
export * from './badgewidget';
export * from './bell';
export * from './center';
export * from './centermodel';
export * from './commandhost';
export * from './commands';
export * from './icons';
export * from './interfaces';
export * from './lastseen';
export * from './pageentries';
export * from './popup';
export * from './replacement';
