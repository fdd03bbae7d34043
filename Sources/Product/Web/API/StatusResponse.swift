import Store
import Time

/// The response of `GET /api/provision/status`. Every key is always present; null means that there is no value.
struct StatusResponse: Equatable {
    let status: ServerStatus

    var json: JSONValue {
        .object([
            "phase": .string(status.phase.rawValue),
            "status": .optional(status.provisioningStatus?.rawValue),
            "message": .string(status.headline),
            "in_progress": .bool(status.isInProgress),
            "stopping": .bool(status.isCanceling),
            "queued": status.jobsAhead.map { .object(["ahead": .int(Int64($0))]) } ?? .null,
            "delayed": .bool(status.isDelayed),
            "slow": .bool(status.isSlow),
            "waiting": status.wait?.json ?? .null,
            "address": .optional(status.server?.address),
            "hostname": .optional(status.server?.hostname),
            "server_type": .optional(status.server?.type),
            "location": .optional(status.server?.location),
            "ready_at": .optional(status.server?.readySince),
            "error": .optional(status.hasFailed ? status.error : nil),
            "can_deploy": .bool(status.deployRefusal == nil && !status.isInProgress),
            "subscription": .object([
                "status": .string(status.subscription.status.rawValue),
                "period_ends_at": .optional(status.subscription.periodEndsAt),
                "grace_ends_at": .optional(status.subscription.graceEndsAt),
            ]),
            "job": status.job?.json ?? .null,
            "steps": .array(status.steps.map(\.json)),
            "at": .optional(status.now),
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
    /// `message` is null when the wait is too short to mention.
    fileprivate var json: JSONValue {
        .object([
            "for": .string(code.rawValue), "message": .optional(customerSentence), "until": .optional(until),
        ])
    }
}

extension StepProgress {
    /// `duration_ms` is null while the step waits; while it runs, it is the time so far.
    fileprivate var json: JSONValue {
        .object([
            "name": .string(step.rawValue), "label": .string(step.label), "state": .string(state.rawValue),
            "duration_ms": duration.map { .int($0.milliseconds) } ?? .null,
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
