/** What is loaded with the first thing to tell, in one piece. */

export * from './speaker';
export * from './told';
