/** The views of notifications: the badge, the center, and what they need of an application. */

export * from './badge/badge';
export * from './badge/badgewidget';
export * from './app/bell';
export * from './center/center';
export * from './model/centermodel';
export * from './app/commandhost';
export * from './app/commands';
export * from './app/documents';
export * from './app/followaddress';
export * from './icons';
export * from './interfaces';
export * from './app/lastseen';
export * from './app/pageentries';
export * from './center/panel';
export * from './center/popup';
export * from './app/replacement';
export * from './app/showcell';
