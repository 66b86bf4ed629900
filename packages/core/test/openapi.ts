/** The schemas of openapi.yaml as types, written by buildutils/wire-types.mjs: do not edit. */

/* eslint-disable */
export interface components {
  schemas: {
    Error: {
      message: string;
      reason: string | null;
      errors: {
        /** @description JSON Pointer into the body, or into the query as an object */
        path: string;
        message: string;
      }[];
    };
    /** @description Opaque; as strings, later ones sort behind earlier ones of the same epoch */
    Cursor: string;
    /** Format: date-time */
    Time: string;
    /** @enum {string} */
    Type: 'default' | 'info' | 'success' | 'warning' | 'error' | 'in-progress';
    Event: {
      schema_id: string;
      version: string | number;
      data: Record<string, unknown>;
      /** @description RFC 3339; the older form `2022-05-26T13:50:00+05:00Z` is read too */
      timestamp?: string;
      event_id?: components['schemas']['EventId'];
    };
    /** @description The sender's own name for this event; sent again, it changes nothing */
    EventId: string;
    BatchItem: {
      status: number;
      id?: string;
      event_id?: string;
      message?: string;
      errors?: Record<string, unknown>[];
    };
    SchemaSummary: {
      schema_id: string;
      version: string;
      title?: string;
      description?: string;
      properties: string[];
    };
    SchemaList: {
      schemas: components['schemas']['SchemaSummary'][];
    };
    /** @description A label with either a link or an allowed command */
    Action: {
      label: string;
      link?: string;
      command?: string;
      args?: Record<string, unknown>;
    };
    NotificationContent: {
      title: string;
      /** @description Markdown */
      body?: string;
      type?: components['schemas']['Type'];
      source?: string;
      topic?: string;
      group?: string;
      key?: string;
      /** @enum {string} */
      priority?: 'low' | 'normal' | 'high' | 'urgent';
      progress?: number;
      /** @description http, https or a relative path of this server */
      link?: string;
      actions?: components['schemas']['Action'][];
      deliver_at?: components['schemas']['Time'];
      expires_at?: components['schemas']['Time'];
      data?: Record<string, unknown>;
      event_id?: components['schemas']['EventId'];
    };
    NotificationData: components['schemas']['NotificationContent'] & {
      /** @description Usernames, or `*` alone for everyone */
      recipients?: string[];
    };
    Notification: components['schemas']['NotificationContent'] & {
      /** Format: uuid */
      id: string;
      /** @description Place in the list */
      arrived: components['schemas']['Cursor'];
      created: components['schemas']['Time'];
      updated: components['schemas']['Time'];
      /** @description Who sent it, as the server knows it; absent on a server of one person */
      sender?: string;
      read?: boolean;
      archived?: boolean;
      snoozed_until?: components['schemas']['Time'];
    };
    PostAnswer:
      | components['schemas']['Notification']
      | {
          /** Format: uuid */
          id: string;
          /** @description How many inboxes; 0 for a broadcast */
          recipients: number;
        };
    StateChange: {
      read?: boolean;
      archived?: boolean;
      /** Format: date-time */
      snoozed_until?: string | null;
    };
    Page: {
      items: components['schemas']['Notification'][];
      next: string | null;
      unread: number;
      total?: number;
      epoch: string;
      seq: components['schemas']['Cursor'];
    };
    Changed: {
      changed: number;
      unread: number;
      epoch: string;
      seq: components['schemas']['Cursor'];
    };
    Changes: {
      items: components['schemas']['Notification'][];
      removed: string[];
      unread: number;
      epoch: string;
      seq: components['schemas']['Cursor'];
      more: boolean;
      reset: boolean;
    };
    /** @description A frame of the notification socket */
    Hint: {
      schema_id: string;
      epoch: string;
      seq: components['schemas']['Cursor'];
      unread: number;
      /** @description On the first frame, if a cursor was given */
      changed?: boolean;
    };
    Status: {
      backend: string;
      durable: boolean;
      writable: boolean;
      problem?: string | null;
      schema_version: number;
      unread: number;
      total: number;
      queue_depth: number;
      /** @description Commands that an action may run */
      allowed_commands: string[];
    };
  };
  responses: {
    /** @description What went wrong, and where */
    Error: {
      headers: {
        /** @description Seconds after which to try again; comes with 429 and 503 */
        'Retry-After'?: number;
        [name: string]: unknown;
      };
      content: {
        'application/json': components['schemas']['Error'];
      };
    };
  };
  parameters: {
    state: 'inbox' | 'unread' | 'archived' | 'snoozed' | 'all';
    type: components['schemas']['Type'];
    source: string;
    topic: string;
    group: string;
    /** @description Words to find in title and body */
    q: string;
    /** @description Leave alone what changed after this cursor */
    upTo: components['schemas']['Cursor'];
  };
  requestBodies: never;
  headers: never;
  pathItems: never;
}
