import Time

/// Everything that decides a run.
struct RunPlan {
    let seed: UInt64
    var size = RunSize()
    var without: Set<String> = []
    var acts: [PlannedAct]
    /// The recorded choices; nil for a run that chooses by its seed.
    var choices: [Decisions.Choice]?

    /// The run of a seed.
    init(seed: UInt64, size: RunSize = RunSize(), without: Set<String> = []) {
        self.seed = seed
        self.size = size
        self.without = without
        acts = PlannedAct.plan(seed: seed, size, Swarm(seed: seed, without: without))
    }

    /// Reads what `text` wrote. Throws a sentence about the first line that is none of a plan's.
    init(text: String) throws {
        var seed: UInt64?
        var size = RunSize()
        var (acts, choices, without) = ([PlannedAct](), [Decisions.Choice](), Set<String>())
        for line in text.split(separator: "\n").map(String.init) where !line.hasPrefix("#") {
            let words = line.split(separator: " ").map(String.init)
            if words.count == 2, words[0] == "seed", let number = UInt64(words[1]) {
                seed = number
            } else if words.count == 2, words[0] == "days", let days = Int64(words[1]) {
                size.days = days
            } else if words.count == 2, words[0] == "customers", let count = Int(words[1]) {
                size.customers = count
            } else if words.count == 2, words[0] == "without" {
                without.insert(words[1])
            } else if let act = PlannedAct(line: line) {
                acts.append(act)
            } else if let choice = Decisions.Choice(line: line) {
                choices.append(choice)
            } else {
                throw Malformed(line: line)
            }
        }
        guard let seed else { throw Malformed(line: "seed NUMBER is missing") }
        self.seed = seed
        self.size = size
        self.without = without
        self.acts = acts
        self.choices = choices
    }

    /// The same run as a recorded one, with these choices and without what comes after that time.
    func recorded(_ choices: [Decisions.Choice], until end: Duration) -> RunPlan {
        var plan = self
        plan.acts = acts.filter { $0.at <= end }
        plan.choices = choices
        plan.size.days = min(size.days, end.milliseconds / 86_400_000 + 1)
        return plan
    }

    /// The time of the last act; zero without one.
    var lastActAt: Duration { acts.map(\.at).max() ?? .zero }

    /// The plan as `--replay` reads it: everything that isn't listed takes its default.
    var text: String {
        var lines = ["seed \(seed)", "customers \(size.customers)", "days \(size.days)"]
        lines += without.sorted().map { "without \($0)" }
        lines += acts.map(\.line)
        lines += (choices ?? []).map(\.line)
        return lines.joined(separator: "\n") + "\n"
    }

    struct Malformed: Error, CustomStringConvertible {
        let line: String
        var description: String { "not a line of a recorded run: \(line)" }
    }
}
