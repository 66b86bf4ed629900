/** The shapes that travel are those of the contract that the server is held to. */

import { execFileSync } from 'child_process';
import { resolve } from 'path';

import type {
  IAction,
  IChanged,
  IChanges,
  IDeliveries,
  IDeliveryChange,
  IDeliveryChannel,
  IDeliveryRule,
  IDeliveryState,
  IEvents,
  IFault,
  IHint,
  INotification,
  INotificationContent,
  INotificationDraft,
  IPage,
  IPreferences,
  IQuery,
  ISchemaSummary,
  IStateChange,
  IStatus,
  ITold,
  PostAnswer
} from '../src';
import type { components } from './openapi';

type Schemas = components['schemas'];

/** A type with what only one of the two ways to write it tells apart taken away. */
type Shape<T> = T extends readonly (infer Item)[]
  ? Shape<Item>[]
  : T extends object
    ? string extends keyof T
      ? 'any object'
      : { -readonly [Key in keyof T]: Shape<T[Key]> }
    : T;

/** Whether two types are the same, optional or not included. */
type Same<A, B> =
  (<T>() => T extends Shape<A> ? 1 : 2) extends <T>() => T extends Shape<B>
    ? 1
    : 2
    ? true
    : false;

/** The names of what is not the same. */
type Differing<T> = {
  [Key in keyof T]: T[Key] extends true ? never : Key;
}[keyof T];

// Where this does not compile, the message names the shapes that differ.
function expectNone<T extends never>(none?: T): void {
  expect(none).toBeUndefined();
}

const SCRIPT = resolve(__dirname, '../../../buildutils/wire-types.mjs');

describe('wire', () => {
  it('should have the shapes of the contract', () => {
    expectNone<
      Differing<{
        Action: Same<IAction, Schemas['Action']>;
        Changed: Same<IChanged, Schemas['Changed']>;
        Changes: Same<IChanges, Schemas['Changes']>;
        Content: Same<INotificationContent, Schemas['NotificationContent']>;
        Deliveries: Same<IDeliveries, Schemas['Delivery']>;
        DeliveryChange: Same<IDeliveryChange, Schemas['DeliveryChange']>;
        DeliveryChannel: Same<IDeliveryChannel, Schemas['DeliveryChannel']>;
        DeliveryRule: Same<IDeliveryRule, Schemas['DeliveryRule']>;
        DeliveryState: Same<IDeliveryState, Schemas['DeliveryState']>;
        Draft: Same<INotificationDraft, Schemas['NotificationData']>;
        Fault: Same<IFault, Schemas['Error']['errors'][number]>;
        Hint: Same<IHint, Schemas['Hint']>;
        Notification: Same<INotification, Schemas['Notification']>;
        Page: Same<IPage, Schemas['Page']>;
        PostAnswer: Same<PostAnswer, Schemas['PostAnswer']>;
        // What nobody has set is answered, too.
        Preferences: Same<
          IPreferences,
          Schemas['Preferences'] &
            Required<
              Pick<
                Schemas['Preferences'],
                'muted_sources' | 'muted_topics' | 'channels' | 'quiet'
              >
            >
        >;
        Query: Same<Required<IQuery>, Omit<components['parameters'], 'upTo'>>;
        SchemaSummary: Same<ISchemaSummary, Schemas['SchemaSummary']>;
        StateChange: Same<IStateChange, Schemas['StateChange']>;
        // What is absent is read as null.
        Status: Same<Required<IStatus>, Required<Schemas['Status']>>;
        Told: Same<ITold, Schemas['Told']>;
      }>
    >();
  });

  it('should send events that the contract lets through', () => {
    const event = (sent: IEvents.IEvent): Schemas['Event'] => sent;
    expect(event).toBeDefined();
  });

  it('should be compared with the contract as it is now', () => {
    execFileSync(process.execPath, [SCRIPT, '--check'], { stdio: 'pipe' });
  });
});
