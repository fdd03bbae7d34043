import Time

/// Makes a failing run small: leaves out what the failure doesn't need, until nothing more can be left out.
///
/// A run is a plan, and every choice in it has a name of its own, so that leaving one out changes no other.
struct Shrinker {
    /// The smallest plan so far that fails.
    private(set) var smallest: RunPlan
    private(set) var runs = 0
    /// Called before each run with its number and the smallest plan so far.
    var onRun: (Int, RunPlan) -> Void = { _, _ in }

    private let limit: Int
    private let fails: (RunPlan) throws -> Bool

    /// - Parameters:
    ///   - plan: A recorded run that fails.
    ///   - limit: The largest number of runs.
    ///   - fails: Runs a smaller plan; true when the same rule breaks.
    init(_ plan: RunPlan, limit: Int, fails: @escaping (RunPlan) throws -> Bool) {
        smallest = plan
        self.limit = limit
        self.fails = fails
    }

    /// True when the limit ended it, so that more might be left out.
    var isAtLimit: Bool { runs >= limit }

    mutating func run() throws {
        while !isAtLimit {
            let before = smallest
            try leaveOutGroups(of: \.acts, by: \.actor)
            try leaveOutGroups(of: \.recordedChoices, by: \.kind)
            try leaveOutParts(of: \.acts)
            try leaveOutParts(of: \.recordedChoices)
            try reduceSize()
            if smallest.text == before.text { return }
        }
    }

    /// Runs the plan and keeps it when it fails.
    private mutating func accept(_ plan: RunPlan) throws -> Bool {
        guard !isAtLimit else { return false }
        runs += 1
        onRun(runs, smallest)
        guard try fails(plan) else { return false }
        smallest = plan
        return true
    }

    // MARK: Lists

    /// Leaves out all elements, or else each group of them that isn't needed.
    private mutating func leaveOutGroups<Element>(
        of list: WritableKeyPath<RunPlan, [Element]>, by group: KeyPath<Element, String>
    ) throws {
        if try keep(list, { _, _ in false }) { return }
        for name in Set(smallest[keyPath: list].map { $0[keyPath: group] }).sorted() {
            _ = try keep(list) { $1[keyPath: group] != name }
        }
    }

    /// Leaves out ever smaller parts of the list, after Zeller and Hildebrandt, "Simplifying and Isolating
    /// Failure-Inducing Input", 2002.
    private mutating func leaveOutParts<Element>(of list: WritableKeyPath<RunPlan, [Element]>) throws {
        var size = (smallest[keyPath: list].count + 1) / 2
        while size > 0, !isAtLimit {
            var start = 0
            var hasShrunk = false
            while start < smallest[keyPath: list].count {
                let part = start..<start + size
                if try keep(list, { index, _ in !part.contains(index) }) {
                    hasShrunk = true
                } else {
                    start += size
                }
            }
            // What could not be left out may be needed no more when something else is gone.
            if size > 1 || !hasShrunk { size /= 2 }
        }
    }

    /// Tries the list without the elements for which `isKept` is false; true when the run fails all the same.
    private mutating func keep<Element>(
        _ list: WritableKeyPath<RunPlan, [Element]>, _ isKept: (Int, Element) -> Bool
    ) throws -> Bool {
        var plan = smallest
        plan[keyPath: list] = plan[keyPath: list].enumerated().filter { isKept($0, $1) }.map(\.element)
        guard plan[keyPath: list].count < smallest[keyPath: list].count else { return false }
        return try accept(plan)
    }

    // MARK: Size

    /// Tries fewer customers and fewer days, the fewest first.
    private mutating func reduceSize() throws {
        let customers = smallest.acts.compactMap { Int($0.actor.dropFirst()) }.max() ?? 1
        for count in customers..<max(customers, smallest.size.customers) {
            var plan = smallest
            plan.size.customers = count
            if try accept(plan) { break }
        }
        // No act may come after the quiet has begun.
        let days = smallest.lastActAt.milliseconds / 86_400_000 + 1
        for count in days..<max(days, smallest.size.days) {
            var plan = smallest
            plan.size.days = count
            if try accept(plan) { break }
        }
    }
}

extension RunPlan {
    fileprivate var recordedChoices: [Decisions.Choice] {
        get { choices ?? [] }
        set { choices = newValue }
    }
}

extension PlannedAct {
    /// `c3` for the third customer, `op` for the operator.
    fileprivate var actor: String { String(name.prefix { $0 != "." }) }
}

extension Decisions.Choice {
    /// The first word of the value: `kill`, `pause`, `late`, a fault's name.
    fileprivate var kind: String { String(value.prefix { $0 != " " && $0 != ":" }) }
}
