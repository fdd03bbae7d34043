/// What a child process is asked to run.
struct RunRequest: Codable, Equatable {
    enum Source: Codable, Equatable {
        /// A run that chooses by its seed.
        case seed(UInt64)
        /// A recorded run, as `RunPlan.text` wrote it.
        case recorded(String)
    }

    var source: Source
    var customers = 6
    var days: Int64 = 14
    var without: Set<String> = []
    /// The file that receives every event.
    var trace: String?
    /// The file that receives the choices as they are made. With it both files hold everything up to the moment at which
    /// the process ends, even by a trap.
    var choices: String?

    /// The plan. Throws `RunPlan.Malformed`.
    func plan() throws -> RunPlan {
        switch source {
        case .seed(let seed):
            RunPlan(seed: seed, size: RunSize(customers: customers, days: days), without: without)
        case .recorded(let text): try RunPlan(text: text)
        }
    }
}

/// A line from the child.
enum RunMessage: Codable {
    case progress(RunProgress)
    case ended(RunResult)
}

/// The place to which a run has come.
struct RunProgress: Codable, Equatable {
    let seed: UInt64
    /// The virtual time since the run's start.
    let milliseconds: Int64
    let events: Int
    let acts: Int
    /// The real time since the run's start.
    let seconds: Double

    /// Virtual days in a second, with one decimal.
    var speedText: String {
        let tenths = Int(Double(milliseconds) / 8_640_000 / max(seconds, 0.001))
        return "\(tenths / 10).\(tenths % 10)"
    }

    var time: Duration { .milliseconds(milliseconds) }
}

/// The end of a run.
struct RunResult: Codable, Equatable {
    /// A rule that was broken.
    struct Failure: Codable, Equatable {
        let rule: String
        let detail: String
        /// The last lines of the trace.
        let traceEnd: [String]
        /// The run up to the failure, as `RunPlan.text` writes it.
        let recorded: String
    }

    let end: RunProgress
    /// The virtual time before the quiet end.
    let busyMilliseconds: Int64
    let traceLines: Int
    /// The hash over the whole trace.
    let hash: String
    let coverage: Coverage.Counts
    /// Nil when every rule held.
    let failure: Failure?
}

extension RunSize {
    /// A size with as many acts a day as the usual one.
    init(customers: Int, days: Int64) {
        let usual = RunSize()
        self = usual
        (self.customers, self.days) = (customers, days)
        actsOfCustomer = max(1, usual.actsOfCustomer * Int(days) / Int(usual.days))
        operatorActs = max(1, usual.operatorActs * Int(days) / Int(usual.days))
    }
}
