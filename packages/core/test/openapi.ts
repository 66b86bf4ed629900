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
    Muted: string[];
    /**
     * @example {
     *       "muted_sources": [
     *         "nbconvert"
     *       ],
     *       "muted_topics": [
     *         "cell.finished"
     *       ],
     *       "do_not_disturb": false,
     *       "quiet_hours": {
     *         "start": "22:00",
     *         "end": "07:00",
     *         "time_zone": "Europe/Berlin",
     *         "days": [
     *           0,
     *           1,
     *           2,
     *           3,
     *           6
     *         ]
     *       },
     *       "channels": {
     *         "cell.failed": [
     *           "e-mail"
     *         ]
     *       },
     *       "run_threshold": 60
     *     }
     */
    Preferences: {
      /** @description What comes from them arrives as read */
      muted_sources?: components['schemas']['Muted'];
      /** @description What is about them arrives as read */
      muted_topics?: components['schemas']['Muted'];
      /** @default false */
      do_not_disturb: boolean;
      /** @description When do not disturb ends by itself */
      do_not_disturb_until?: components['schemas']['Time'];
      quiet_hours?: components['schemas']['QuietHours'];
      /**
       * @description By topic, the names of the channels that its notifications also go to, at once, as by a rule named `by topic`.
       *     Names of no channel are of no effect, and so is all of it on a server of several people.
       */
      channels?: {
        [key: string]: string[];
      };
      /** @description Seconds that a run must take for its end to be told; the server's own number if absent */
      run_threshold?: number;
      /** @description Whether it is to be quiet now, by the server's clock; ignored in what is sent */
      readonly quiet?: boolean;
      /**
       * Format: date-time
       * @description When that ends, if it does; ignored in what is sent
       */
      readonly quiet_until?: string;
    };
    QuietHours: {
      start: components['schemas']['TimeOfDay'];
      /** @description Not behind start: on the next day. The same as start: a whole day */
      end: components['schemas']['TimeOfDay'];
      /** @description Its name in the IANA database */
      time_zone: string;
      /** @description Days on which they begin, 0 is Monday; all of them if absent */
      days?: number[];
    };
    TimeOfDay: string;
    DeliveryName: string;
    /**
     * @description Which notifications go where. All that is said must hold; what is left out holds for all.
     * @example {
     *       "name": "errors",
     *       "channels": [
     *         "mail"
     *       ],
     *       "types": [
     *         "error"
     *       ],
     *       "after": 10
     *     }
     */
    DeliveryRule: {
      name: components['schemas']['DeliveryName'];
      /**
       * @description false: nothing goes out by it; what waits for it by then is skipped when it is due
       * @default true
       */
      enabled: boolean;
      channels: components['schemas']['DeliveryName'][];
      /** @description Without it, all but in-progress */
      types?: components['schemas']['Type'][];
      /** @description Exact, or the beginning of one with * at its end */
      topics?: string[];
      /** @description The same for sources */
      sources?: string[];
      /**
       * @default low
       * @enum {unknown}
       */
      min_priority: 'low' | 'normal' | 'high' | 'urgent';
      /**
       * @description Only what is still unread after so many minutes; 0 is at once
       * @default 0
       */
      after: number;
      /**
       * @description Collected into one message, sent at each multiple of so many minutes of the day, in UTC; or `daily`, at
       *     8 in the morning in the server's time zone
       */
      digest?: number | 'daily';
      /**
       * @description Whether it waits for the end of quiet hours and do not disturb
       * @default hold
       * @enum {unknown}
       */
      quiet_hours: 'hold' | 'ignore';
      /** @description It is the administrator's; ignored in what is sent */
      readonly fixed?: boolean;
    };
    /**
     * @example {
     *       "name": "mail",
     *       "kind": "mailtos",
     *       "where": "E-Mail, a…@example.org",
     *       "fixed": false
     *     }
     */
    DeliveryChannel: {
      name: components['schemas']['DeliveryName'];
      /** @description The scheme of its address, such as mailto */
      kind: string;
      /** @description For people, without secrets, such as "E-Mail, a…@example.org"; empty if it is not to be said */
      where: string;
      /** @description It is the administrator's */
      fixed: boolean;
      /** @description Why nothing can be sent to it, if that is known */
      problem?: string;
    };
    /** @description One notification on its way to one channel */
    DeliveryState: {
      /** Format: uuid */
      notification: string;
      /** @description Absent if the notification is gone */
      title?: string;
      rule: components['schemas']['DeliveryName'];
      channel: components['schemas']['DeliveryName'];
      /**
       * @description `failed`: given up. `skipped`: not sent because it was read, archived, snoozed or deleted before, or because
       *     the rule is gone
       * @enum {unknown}
       */
      state: 'waiting' | 'sent' | 'failed' | 'skipped';
      attempts: number;
      /**
       * Format: date-time
       * @description When it is tried next, while it is waiting
       */
      next_at?: string;
      /** Format: date-time */
      updated: string;
      /** @description What went wrong the last time, without secrets */
      error?: string;
    };
    Delivery: {
      /** @description Whether the server can send anything anywhere */
      available: boolean;
      /** @description Whether the asker may set channels and rules, and send a test */
      editable: boolean;
      /** @description What the addresses of the owner's channels may begin with; empty if not editable */
      schemes: string[];
      channels: components['schemas']['DeliveryChannel'][];
      rules: components['schemas']['DeliveryRule'][];
      /** @description The asker's last 20, the latest change first */
      recent: components['schemas']['DeliveryState'][];
    };
    /**
     * @example {
     *       "channels": {
     *         "mail": "mailtos://ana:secret@mail.example.org?to=ana@example.org"
     *       },
     *       "rules": [
     *         {
     *           "name": "errors",
     *           "channels": [
     *             "mail"
     *           ],
     *           "types": [
     *             "error"
     *           ],
     *           "after": 10
     *         }
     *       ]
     *     }
     */
    DeliveryChange: {
      channels?: {
        [key: string]: string | null;
      };
      rules?: components['schemas']['DeliveryRule'][];
    };
    /**
     * @example {
     *       "id": "019ab000-0000-7000-8000-000000000000",
     *       "title": "Maintenance at noon",
     *       "created": "2026-11-23T08:00:00.000Z",
     *       "recipients": 2,
     *       "everyone": false,
     *       "read_by": 1
     *     }
     */
    Sent: components['schemas']['NotificationContent'] & {
      /** Format: uuid */
      id: string;
      created: components['schemas']['Time'];
      /** @description How many inboxes; 0 for a broadcast */
      recipients: number;
      everyone: boolean;
      /** @description How many have read it */
      read_by: number;
    };
    SentPage: {
      items: components['schemas']['Sent'][];
      next: string | null;
    };
    ExportLine:
      | {
          /** @constant */
          kind: 'about';
          /** @constant */
          format: 1;
          /** @description Of the server's extension */
          version: string;
          exported: components['schemas']['Time'];
          /** @description Absent on a server of one person */
          username?: string;
        }
      | {
          /** @constant */
          kind: 'preferences';
        }
      | (components['schemas']['Notification'] & {
          /** @constant */
          kind: 'notification';
        })
      | (components['schemas']['Sent'] & {
          /** @constant */
          kind: 'sent';
        })
      | {
          /** @constant */
          kind: 'scheduled';
        }
      | {
          /** @constant */
          kind: 'delivery-settings';
        }
      | (components['schemas']['DeliveryState'] & {
          /** @constant */
          kind: 'delivery';
        })
      | {
          /** @constant */
          kind: 'end';
          notifications: number;
          sent: number;
          scheduled: number;
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
    /** @description A message of a page to the notification socket */
    Told:
      | {
          /** @description Path of the document in front, or none */
          looking_at: string | null;
        }
      | {
          ran: {
            kernel: string;
            /** @description `msg_id` of the `execute_request` */
            message: string;
            /** @description Id of the cell, as nbformat 4.5 has it */
            cell: string;
          };
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
      /**
       * @description failing: what is sent now is refused, also for want of room on the disk. degraded: it is taken, but the
       *     store names a problem, or more than 256 writes wait. ok: neither.
       * @enum {string}
       */
      health: 'ok' | 'degraded' | 'failing';
      /** @description The asker's entries by state; zeros while the store does not answer */
      counts: {
        inbox: number;
        unread: number;
        archived: number;
        snoozed: number;
        all: number;
      };
      /**
       * @description How `q` finds: by an index, or by reading entries
       * @enum {string}
       */
      search: 'fts5' | 'scan';
      /** @description SQLite's journal mode */
      journal: string;
      /** @description Bytes of the file */
      size: number;
      /** @description Whether more of the disk is free than is kept free */
      room: boolean;
      retention: {
        /** @description 0: for ever */
        days: number;
        /** @description 0: no limit */
        entries: number;
      };
      /** @description Seconds, as in `X-Poll-Interval`; 0: no advice */
      poll_interval: number;
      /** @description Of the server's extension */
      version?: string;
      /**
       * @description How each source is, by its name; empty while the server starts. absent: what it listens to is not there. failed: it
       *     did not start; the log says why.
       */
      sources?: {
        [key: string]: 'starting' | 'running' | 'off' | 'absent' | 'failed';
      };
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
  headers: {
    /**
     * @description Seconds that a client which polls should wait before it asks again; longer while the store is in trouble.
     *     Absent if the server gives no advice. A client with a socket asks when that tells it to.
     */
    PollInterval: number;
  };
  pathItems: never;
}
