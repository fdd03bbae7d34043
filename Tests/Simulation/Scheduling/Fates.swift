import SeededRandom
import Time

/// What becomes of a process at a point.
enum Fate: Equatable {
    case goesOn
    /// Others run for that long.
    case pauses(Duration)
    /// As by SIGSTOP, until SIGCONT.
    case isStopped(Duration)
    /// As by SIGKILL.
    case isKilled

    /// The text in a recorded choice; nil for the default.
    var text: String? {
        switch self {
        case .goesOn: nil
        case .pauses(let duration): "pause \(duration.milliseconds)"
        case .isStopped(let duration): "stop \(duration.milliseconds)"
        case .isKilled: "kill"
        }
    }

    init?(text: String) {
        let words = text.split(separator: " ")
        let duration = words.count > 1 ? Int64(words[1]).map { Duration.milliseconds($0) } : nil
        switch (words.first, duration) {
        case ("kill", _): self = .isKilled
        case ("pause", let duration?): self = .pauses(duration)
        case ("stop", let duration?): self = .isStopped(duration)
        default: return nil
        }
    }
}

/// Decides the fate of each process at each point.
final class Fates {
    private let decisions: Decisions
    private let rates: Swarm
    private let coverage: Coverage

    init(_ decisions: Decisions, _ rates: Swarm, _ coverage: Coverage) {
        self.decisions = decisions
        self.rates = rates
        self.coverage = coverage
    }

    func fate(of thread: SimulatedThread, at effect: Effect) -> Fate {
        let name = thread.scope.next(effect)
        // A thread that holds the write lock and lets others run only makes them wait; few runs look at that.
        let mayPause = !thread.isInTransaction || rates.pausesInTransactions
        let (kills, stops) = (rates.kills, mayPause ? rates.stops : 0)
        let pauses = mayPause ? rates.pauses : 0
        let text = decisions.choose(name, share: kills + stops + pauses) { random in
            let number = Int(random.next() % UInt64(kills + stops + pauses))
            if number < kills { return Fate.isKilled.text }
            if number < kills + stops {
                return Fate.isStopped(.milliseconds(Int64.random(in: 1_000...600_000, using: &random))).text
            }
            let isLong = random.oneIn(20)
            return Fate.pauses(
                .milliseconds(Int64.random(in: 1...(isLong ? 20_000 : 60), using: &random))
            ).text
        }
        guard let text, let fate = Fate(text: text) else { return .goesOn }
        switch fate {
        case .goesOn, .pauses: break
        case .isStopped: coverage.count(.processStopped)
        case .isKilled: coverage.count(.processKilled)
        }
        return fate
    }
}
