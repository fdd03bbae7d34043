import Store

/// Counts what runs did, so that a run which did nothing is not taken for one that found nothing.
final class Coverage {
    private(set) var counts = Counts()

    func count(act: String) { counts.acts[act, default: 0] += 1 }
    func count(fault: String) { counts.faults[fault, default: 0] += 1 }
    func count(_ fault: SimulationFault) { count(fault: fault.rawValue) }
    func count(stepExit: String) { counts.stepExits[stepExit, default: 0] += 1 }
    func count(failureCode: String) { counts.failureCodes[failureCode, default: 0] += 1 }

    func add(_ other: Counts) {
        counts.acts.merge(other.acts, uniquingKeysWith: +)
        counts.faults.merge(other.faults, uniquingKeysWith: +)
        counts.stepExits.merge(other.stepExits, uniquingKeysWith: +)
        counts.failureCodes.merge(other.failureCodes, uniquingKeysWith: +)
    }

    /// The numbers by name.
    struct Counts: Codable, Equatable {
        var acts: [String: Int] = [:]
        var faults: [String: Int] = [:]
        /// By `STEP → STEP`, and by `STEP → OUTCOME` for a job's end.
        var stepExits: [String: Int] = [:]
        var failureCodes: [String: Int] = [:]
    }

    // MARK: What there is to cover

    /// One kind of what runs do.
    struct Group {
        let title: String
        /// Everything that is possible, and how often it was.
        let entries: [(name: String, count: Int)]

        var missing: [String] { entries.filter { $0.count == 0 }.map(\.name) }
    }

    var groups: [Group] {
        func group(_ title: String, _ names: [String], _ counts: [String: Int]) -> Group {
            // What was counted under a name that nobody expected is shown too.
            let others = Set(counts.keys).subtracting(names).sorted()
            return Group(title: title, entries: (names + others).map { ($0, counts[$0] ?? 0) })
        }
        return [
            group("acts", Act.allCases.map(\.rawValue), counts.acts),
            group("faults", Self.faultNames, counts.faults),
            group("step exits", Self.stepExits, counts.stepExits),
            group("failure codes", FailureCode.allCases.map(\.rawValue), counts.failureCodes),
        ]
    }

    /// Every fault can occur; the order is that of their lists, without repetition.
    static var faultNames: [String] {
        var seen: Set<String> = []
        return SimulationFault.allNames.filter { seen.insert($0).inserted }
    }

    /// Every way out of a step that the list of steps has.
    static var stepExits: [String] {
        StepName.allCases.flatMap { step in
            let next =
                switch step.next {
                case .step(let next): next.rawValue
                case .end(.deployReady), .end(.serverDeleted): Job.Outcome.succeeded.rawValue
                case .end(.deployUndone): Job.Outcome.failed.rawValue
                }
            let exits = ["\(step.rawValue) → \(next)"]
            return step.isUndone ? exits + ["\(step.rawValue) → \(StepName.undo.rawValue)"] : exits
        }
    }
}
