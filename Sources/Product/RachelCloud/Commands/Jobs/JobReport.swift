import Store
import Time

/// A job as the operator sees it, in text and in JSON. Holds no secret.
struct JobReport: Encodable {
    struct Event: Encodable {
        let at: String
        let step: String
        let kind: String
        let milliseconds: Int64?
        let detail: String?
    }

    let id: String
    let kind: String
    let customer: String
    let step: String
    let attempt: Int
    let outcome: String?
    /// The code of the failure that the step waits out, and the end of its retry window.
    let waitingFor: String?
    let waitingUntil: String?
    /// The job's first turn; nil while it is queued for it.
    let admittedAt: String?
    let failureCode: String?
    let failureDetail: String?
    let serverID: Int64?
    let serverType: String?
    let location: String?
    let ipAddress: String?
    let createdAt: String
    let endedAt: String?
    let leaseExpiresAt: String?
    let deadlineAt: String
    let events: [Event]

    init(_ job: Job, customer: String, events: [JobEvent]) {
        id = job.id.text
        kind = job.kind.rawValue
        self.customer = customer
        step = job.step.rawValue
        attempt = job.attempt
        outcome = job.outcome?.rawValue
        waitingFor = job.wait?.code.rawValue
        waitingUntil = job.wait?.until.rfc3339
        admittedAt = job.admittedAt?.rfc3339
        failureCode = job.failureCode?.rawValue
        failureDetail = job.failureDetail
        serverID = job.hetznerServerID
        serverType = job.serverType
        location = job.location
        ipAddress = job.ipAddress
        createdAt = job.createdAt.rfc3339
        endedAt = job.endedAt?.rfc3339
        leaseExpiresAt = job.leaseExpiresAt?.rfc3339
        deadlineAt = job.deadlineAt.rfc3339
        self.events = events.map { event in
            Event(
                at: event.at.rfc3339, step: event.step.rawValue, kind: event.kind.rawValue,
                milliseconds: event.duration?.milliseconds, detail: event.detail)
        }
    }

    /// The outcome, or the state of a job that has none yet.
    var state: String { outcome ?? (admittedAt == nil ? "queued" : "running") }

    /// Prints the facts, then the history.
    func printFacts() {
        let facts: [(String, String?)] = [
            ("job", id), ("kind", kind), ("customer", customer), ("step", step),
            ("outcome", state), ("waits for", waitingFor), ("waits until", waitingUntil),
            ("started", createdAt), ("ended", endedAt), ("server", serverID.map(String.init)),
            ("type", serverType), ("location", location), ("address", ipAddress), ("failure", failureCode),
            ("detail", failureDetail),
        ]
        Output.table(["FACT", "VALUE"], facts.map { [$0.0, $0.1 ?? "-"] })
        print()
        Output.table(
            ["AT", "STEP", "EVENT", "TOOK", "DETAIL"],
            events.map { event in
                [
                    event.at, event.step, event.kind,
                    event.milliseconds.map { Duration.milliseconds($0).text } ?? "-", event.detail ?? "",
                ]
            })
    }
}
