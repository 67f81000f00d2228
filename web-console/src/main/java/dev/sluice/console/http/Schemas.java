package dev.sluice.console.http;

/** The JSON schemas that the OpenAPI description refers to by name. */
final class Schemas {

  private Schemas() {}

  static final String ALL =
      """
      {
        "Problem": {
          "type": "object",
          "required": ["type", "title", "status", "detail"],
          "properties": {
            "type": {"type": "string", "description": "A stable URI."},
            "title": {"type": "string"},
            "status": {"type": "integer"},
            "detail": {"type": "string", "description": "What is wrong here, and what to do."},
            "field": {"type": "string", "description": "The parameter or member that is wrong."},
            "lines": {"type": "array", "items": {"type": "object", "properties": {
              "number": {"type": "integer"}, "reason": {"type": "string"},
              "line": {"type": "string"}}}}
          }
        },
        "Condition": {"enum": ["up", "degraded", "down"]},
        "Live": {"type": "object", "properties": {"status": {"const": "up"}}},
        "Health": {
          "type": "object",
          "required": ["status", "ready", "checks"],
          "properties": {
            "status": {"$ref": "#/components/schemas/Condition"},
            "ready": {"type": "boolean"},
            "checks": {"type": "object", "additionalProperties": {
              "type": "object", "properties": {
                "status": {"$ref": "#/components/schemas/Condition"},
                "cause": {"type": "string"}}}}
          }
        },
        "Claim": {
          "type": "object",
          "required": ["code", "name", "password"],
          "properties": {
            "code": {"type": "string"},
            "name": {"type": "string", "pattern": "^[A-Za-z0-9._@-]{1,64}$"},
            "password": {"type": "string"}
          }
        },
        "LogIn": {
          "type": "object",
          "required": ["name", "password"],
          "properties": {"name": {"type": "string"}, "password": {"type": "string"}}
        },
        "Role": {"enum": ["viewer", "operator", "admin"]},
        "Session": {
          "type": "object",
          "required": ["claimed", "name", "timezone", "version"],
          "properties": {
            "claimed": {"type": "boolean"},
            "name": {"type": "string", "description": "The gateway's name."},
            "timezone": {"type": "string"},
            "version": {"type": "string"},
            "boot": {"type": "string", "description": "Another after every start."},
            "user": {"type": "string"},
            "role": {"$ref": "#/components/schemas/Role"},
            "mqttPort": {"type": "integer", "description": "Where MQTT clients connect."},
            "program": {"type": "string", "description": "The command, for administrators."},
            "data": {"type": "string", "description": "The data folder, for administrators."},
            "csrf": {"type": "string", "description": "Send it back as X-CSRF-Token."}
          }
        },
        "Device": {
          "type": "object",
          "properties": {
            "id": {"type": "string"},
            "driver": {"type": "string"},
            "simulated": {"type": "boolean"},
            "status": {"enum": ["online", "degraded", "offline", "never-seen"]},
            "cause": {"type": "string"},
            "lastSeen": {"type": ["string", "null"], "format": "date-time"},
            "signals": {"type": "integer"}
          }
        },
        "Devices": {"type": "array", "items": {"$ref": "#/components/schemas/Device"}},
        "Value": {"type": ["number", "boolean", "string", "null"]},
        "Quality": {"enum": ["good", "uncertain", "bad"]},
        "Signal": {
          "type": "object",
          "properties": {
            "id": {"type": "string"},
            "device": {"type": "string"},
            "name": {"type": "string"},
            "unit": {"type": ["string", "null"]},
            "kind": {"enum": ["number", "bool", "text", "message"]},
            "simulated": {"type": "boolean"},
            "decimals": {"type": ["integer", "null"]},
            "staleAfter": {"type": "integer", "description": "ms"},
            "last": {"type": ["object", "null"], "properties": {
              "value": {"$ref": "#/components/schemas/Value"},
              "quality": {"$ref": "#/components/schemas/Quality"},
              "reason": {"type": "string"},
              "time": {"type": "string", "format": "date-time"},
              "age": {"type": "integer", "description": "ms"}}}
          }
        },
        "Signals": {"type": "array", "items": {"$ref": "#/components/schemas/Signal"}},
        "NewValue": {
          "type": "object",
          "required": ["value"],
          "properties": {"value": {"type": ["number", "boolean", "string"]}}
        },
        "Column": {"type": "array", "items": {"$ref": "#/components/schemas/Value"}},
        "History": {
          "type": "object",
          "properties": {
            "from": {"type": ["string", "null"], "format": "date-time"},
            "to": {"type": ["string", "null"], "format": "date-time"},
            "agg": {"type": "string"},
            "width": {"type": "integer", "description": "of a bucket, ms; 0 = every reading"},
            "t": {"type": "array", "items": {"type": "number"}, "description": "epoch ms"},
            "series": {"type": "object", "additionalProperties": {
              "type": "object", "properties": {
                "min": {"$ref": "#/components/schemas/Column"},
                "max": {"$ref": "#/components/schemas/Column"},
                "avg": {"$ref": "#/components/schemas/Column"},
                "n": {"type": "array", "items": {"type": "integer"}},
                "v": {"$ref": "#/components/schemas/Column"},
                "q": {"type": "array", "items": {"oneOf": [{"type": "null"},
                  {"$ref": "#/components/schemas/Quality"}]}}}}},
            "gaps": {"type": "array", "description": "Why readings are missing, where it is known.",
              "items": {"$ref": "#/components/schemas/Gap"}}
          }
        },
        "Gap": {
          "type": "object",
          "properties": {
            "signal": {"type": "string", "description": "Absent if it concerns all."},
            "from": {"type": ["string", "null"], "format": "date-time"},
            "to": {"type": ["string", "null"], "format": "date-time",
              "description": "null while it lasts"},
            "cause": {"enum": ["gateway-off", "device-silent", "clock-step", "dropped"]},
            "loss": {"type": "string", "description": "Of what was dropped, the ledger's cause."}
          }
        },
        "Ledger": {
          "type": "object",
          "properties": {
            "received": {"type": "integer"},
            "journalled": {"type": "integer"},
            "duplicates": {"type": "integer"},
            "losses": {"type": "array", "items": {"type": "object", "properties": {
              "cause": {"type": "string"}, "count": {"type": "integer"},
              "since": {"type": "string", "format": "date-time"},
              "explanation": {"type": "string"}}}},
            "history": {"type": "object", "properties": {
              "unsealed": {"type": "integer"}, "kept": {"type": "integer"},
              "replaced": {"type": "integer"}, "expired": {"type": "integer"},
              "damaged": {"type": "integer"}}},
            "balanced": {"type": "boolean"},
            "uplinks": {"type": "array", "items": {"$ref": "#/components/schemas/Account"}}
          }
        },
        "Account": {
          "type": "object",
          "description": "journalled = acknowledged + pending + filtered + deadLettered + dropped",
          "properties": {
            "id": {"type": "string"},
            "journalled": {"type": "integer"},
            "acknowledged": {"type": "integer"},
            "pending": {"type": "integer"},
            "filtered": {"type": "integer"},
            "deadLettered": {"type": "integer"},
            "dropped": {"type": "integer"},
            "balanced": {"type": "boolean"}
          }
        },
        "Uplink": {
          "allOf": [{"$ref": "#/components/schemas/Account"}],
          "type": "object",
          "properties": {
            "type": {"type": ["string", "null"], "description": "null = not configured any more"},
            "status": {"enum": ["connecting", "up", "backing-off", "refused", "paused", "disabled",
              "uplink-removed"]},
            "flowing": {"type": "boolean", "description": "Confirmed lately, or nothing pending."},
            "acknowledgedTo": {"type": "integer", "description": "seq"},
            "liveFrom": {"type": "integer", "description": "seq"},
            "backlog": {"type": "integer", "description": "Those pending that are sent later."},
            "oldestAge": {"type": ["integer", "null"], "description": "s"},
            "sent": {"type": "integer"},
            "retried": {"type": "integer"},
            "catchUp": {"type": ["integer", "null"], "description": "s; null = not foreseeable"},
            "lastError": {"type": ["string", "null"]},
            "lastErrorAt": {"type": ["string", "null"], "format": "date-time"},
            "paused": {"type": "boolean"},
            "pausedUntil": {"type": ["string", "null"], "format": "date-time",
              "description": "null while paused = until resumed"},
            "down": {"oneOf": [{"type": "null"}, {"$ref": "#/components/schemas/Down"}],
              "description": "What came down from there since the start; null = nothing can."}
          }
        },
        "Down": {
          "type": "object",
          "properties": {
            "received": {"type": "integer"},
            "written": {"type": "integer", "description": "Those that set a signal."},
            "published": {"type": "integer", "description": "Those that went to local clients."},
            "refused": {"type": "integer"},
            "refusedBy": {"type": "object", "additionalProperties": {"type": "integer"}},
            "lastRefusal": {"type": ["string", "null"]},
            "lastRefusalAt": {"type": ["string", "null"], "format": "date-time"},
            "trouble": {"type": ["string", "null"], "description": "Why nothing comes down now."}
          }
        },
        "Uplinks": {"type": "array", "items": {"$ref": "#/components/schemas/Uplink"}},
        "DeadLetters": {"type": "array", "items": {"type": "object", "properties": {
          "signal": {"type": "string"}, "time": {"type": "string", "format": "date-time"},
          "value": {"type": "string"}, "why": {"type": "string"},
          "at": {"type": "string", "format": "date-time"}}}},
        "Pause": {
          "type": "object",
          "properties": {"minutes": {"type": "integer", "minimum": 1, "maximum": 525600,
            "description": "Without it, until resumed."}}
        },
        "Tested": {
          "type": "object",
          "required": ["ok", "why"],
          "properties": {
            "ok": {"type": "boolean"},
            "why": {"type": ["string", "null"], "description": "What is wrong; null if it works."}
          }
        },
        "Troubles": {"type": "array", "items": {"type": "object", "properties": {
          "source": {"type": "string"}, "reason": {"type": "string"},
          "count": {"type": "integer"}, "last": {"type": "string", "format": "date-time"},
          "topic": {"type": "string"}, "sample": {"type": "string"}}}},
        "Wear": {"type": "object", "properties": {
          "device": {"type": "string", "examples": ["mmcblk0"]},
          "unknown": {"type": "string", "description": "Why the rest is missing."},
          "written": {"type": "integer",
            "description": "Bytes that the whole device was given since the system was started."},
          "over": {"type": "integer", "description": "Seconds that it was watched, a day at most."},
          "perDay": {"type": "integer",
            "description": "Bytes a day, of what was watched; missing in the first ten minutes."},
          "card": {"type": "object", "description": "If telemetry.card is set.", "properties": {
            "size": {"type": "integer"}, "rewrites": {"type": "integer"},
            "years": {"type": "number", "description": "How long it lasts at this rate, from new."}}}}}
      }
      """;
}
