import Foundation
import Glibc
import Mustache
import Time

/// The child process's side: reads requests as lines of JSON on standard input, carries out one after the other, and
/// reports on standard output, as lines of JSON too. A trap ends the process; the parent knows what it had asked for.
struct RunLoop {
    private static let progressPause = Duration.milliseconds(200)

    private let directory: String
    private let templates: TemplateLibrary

    /// - Parameter scratch: A directory for the runs' files, which belongs to this process alone.
    init(scratch: String) throws {
        directory = scratch + "/run"
        // The program is built where it is used: the templates are those of its checkout.
        let checkout = URL(filePath: #filePath).appending(path: "../../../../").standardizedFileURL
        templates = try TemplateLibrary(
            directory: checkout.appending(path: "templates").path, reload: .never)
    }

    func serve() throws {
        while let line = readLine() {
            let request = try JSONDecoder().decode(RunRequest.self, from: Data(line.utf8))
            Self.send(.ended(try run(request)))
        }
    }

    private static func send(_ message: RunMessage) {
        guard let json = try? JSONEncoder().encode(message) else {
            preconditionFailure("a message can't be written as JSON")
        }
        print(String(decoding: json, as: UTF8.self))
        fflush(nil)
    }

    private func run(_ request: RunRequest) throws -> RunResult {
        // A missing directory is as good as a removed one.
        try? FileManager.default.removeItem(atPath: directory)
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
        let trace = try request.trace.map { try LogFile($0, isUnbuffered: request.choices != nil) }
        let choices = try request.choices.map { try LogFile($0, isUnbuffered: true) }
        defer {
            trace?.close()
            choices?.close()
        }
        let plan = try request.plan()
        let simulation = try Simulation(
            plan, directory: directory, templates: templates, traceFile: trace?.file)
        if let choices { simulation.decisions.onChoice = { fputs($0.line + "\n", choices.file) } }
        let start = ContinuousClock.now
        var reportedAt = start
        let violation = try simulation.run { simulation in
            let now = ContinuousClock.now
            guard now - reportedAt > Self.progressPause else { return }
            reportedAt = now
            Self.send(.progress(simulation.progress(since: start)))
        }
        return simulation.result(violation, since: start)
    }

    /// A file of lines.
    private struct LogFile {
        let file: UnsafeMutablePointer<FILE>

        init(_ path: String, isUnbuffered: Bool) throws {
            guard let file = fopen(path, "w") else {
                throw CocoaError(.fileWriteUnknown, userInfo: [NSFilePathErrorKey: path])
            }
            if isUnbuffered { setvbuf(file, nil, _IOLBF, 0) }
            self.file = file
        }

        func close() {
            fclose(file)
        }
    }
}

extension Simulation {
    fileprivate func progress(since start: ContinuousClock.Instant) -> RunProgress {
        RunProgress(
            seed: plan.seed, milliseconds: (now - self.start).milliseconds, events: scheduler.eventCount,
            acts: coverage.counts.acts.values.reduce(0, +),
            seconds: (ContinuousClock.now - start) / .seconds(1))
    }

    fileprivate func result(_ violation: Violation?, since start: ContinuousClock.Instant) -> RunResult {
        let end = progress(since: start)
        return RunResult(
            end: end, busyMilliseconds: min(end.milliseconds, plan.size.days * 86_400_000),
            traceLines: trace.count, hash: String(trace.hash, radix: 16), coverage: coverage.counts,
            failure: violation.map { violation in
                RunResult.Failure(
                    rule: violation.rule.rawValue, detail: violation.detail, traceEnd: trace.end,
                    recorded: plan.recorded(decisions.made, until: end.time).text)
            })
    }
}
