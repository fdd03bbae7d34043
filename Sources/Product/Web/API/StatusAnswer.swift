import Store

/// What `GET /api/provision/status` answers. Every key is always there; null means that there is none.
struct StatusAnswer: Equatable {
    let situation: ServerSituation

    var json: JSONValue {
        .object([
            "phase": .string(situation.phase.rawValue),
            "status": .optional(situation.status?.rawValue),
            "message": .string(situation.headline),
            "in_progress": .bool(situation.isInProgress),
            "stopping": .bool(situation.isStopping),
            "delayed": .bool(situation.isDelayed),
            "slow": .bool(situation.isSlow),
            "waiting": situation.wait?.json ?? .null,
            "address": .optional(situation.server?.address),
            "hostname": .optional(situation.server?.hostname),
            "server_type": .optional(situation.server?.type),
            "location": .optional(situation.server?.location),
            "ready_at": .optional(situation.server?.readySince),
            "error": .optional(
                [.failed, .canceled, .vanished].contains(situation.phase) ? situation.error : nil),
            "can_deploy": .bool(situation.refusal == nil && !situation.isInProgress),
            "subscription": .object([
                "status": .string(situation.subscription.status.rawValue),
                "period_ends_at": .optional(situation.subscription.periodEndsAt),
                "grace_ends_at": .optional(situation.subscription.graceEndsAt),
            ]),
            "job": situation.job?.json ?? .null,
            "steps": .array(situation.steps.map(\.json)),
            "at": .optional(situation.now),
        ])
    }
}

extension JobTimes {
    fileprivate var json: JSONValue {
        .object([
            "id": .string(id.text), "kind": .string(kind.rawValue), "started_at": .optional(createdAt),
            "ended_at": .optional(endedAt),
        ])
    }
}

extension JobWait {
    /// `message` is null for what passes too soon to speak of.
    fileprivate var json: JSONValue {
        .object(["for": .string(code.rawValue), "message": .optional(sentence), "until": .optional(until)])
    }
}

extension StepProgress {
    /// `duration_ms` is null while the step waits; while it runs, it is how long already.
    fileprivate var json: JSONValue {
        .object([
            "name": .string(step.rawValue), "label": .string(step.label), "state": .string(state.name),
            "duration_ms": state.duration.map { .int($0.milliseconds) } ?? .null,
            "retries": .int(Int64(retries)),
        ])
    }
}

extension JSONValue {
    static func optional(_ text: String?) -> JSONValue {
        text.map(JSONValue.string) ?? .null
    }

    /// RFC 3339, or null.
    static func optional(_ instant: Instant?) -> JSONValue {
        optional(instant.map { Timestamp($0).rfc3339 })
    }
}
