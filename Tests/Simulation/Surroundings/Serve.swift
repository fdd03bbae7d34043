import HTTP
import Mustache
import Store
import Web

/// `serve`: a few threads, each with a handler and a store of its own; what comes when all are busy waits.
final class Serve {
    private static let threads = 4

    let process: SimulatedProcess
    private let installation: Installation
    private var idle: [WebHandler] = []
    private var handlerCount = 0
    private var waiting: [Work] = []

    private typealias Work = (request: Request, name: String, completion: (Reply?) -> Void)

    init(_ installation: Installation, _ process: SimulatedProcess) {
        self.installation = installation
        self.process = process
        process.livesWithoutThreads = true
    }

    func handle(_ request: Request, _ name: String, _ completion: @escaping (Reply?) -> Void) {
        waiting.append((request, name, completion))
        startNext()
    }

    private func startNext() {
        guard process.isAlive, !waiting.isEmpty, !idle.isEmpty || handlerCount < Self.threads else { return }
        let work = waiting.removeFirst()
        let known = idle.popLast()
        if known == nil { handlerCount += 1 }
        let simulation = installation.simulation
        simulation.scheduler.start(process, Scope(work.name)) { [self] thread in
            guard var handler = known ?? simulation.attempt("serve", makeHandler) else {
                handlerCount -= 1
                return reportLater(nil, work)
            }
            simulation.scheduler.point(.request)
            var body: [UInt8] = []
            let head = handler.respond(to: work.request, body: &body)
            handler.afterResponse()
            guard simulation.scheduler.isCurrentAlive else { return reportLater(nil, work) }
            idle.append(handler)
            simulation.rules.afterReply(head.status.rawValue, to: work.request, of: installation)
            reportLater(Reply(status: head.status.rawValue, body: body), work)
        }
    }

    /// Tells the client, as an event of its own, and takes the next request.
    private func reportLater(_ reply: Reply?, _ work: Work) {
        installation.simulation.scheduler.after(.zero) { [self] in
            work.completion(reply)
            startNext()
        }
    }

    private func makeHandler() throws -> WebHandler {
        let (simulation, installation) = (installation.simulation, installation)
        let launch = Launch(installation: installation)
        return try WebHandler(
            store: try installation.openStore(), templates: simulation.templates,
            settings: simulation.webSettings,
            log: installation.log, launch: { launch($0, $1) })
    }

    /// Releases what the process held, after its end.
    func close() {
        installation.simulation.scheduler.asDead { idle.removeAll() }
        let lost = waiting
        waiting = []
        for work in lost { installation.simulation.scheduler.after(.zero) { work.completion(nil) } }
    }
}

/// Starts a job's process. Only the thread with the baton uses it, hence `@unchecked Sendable`.
private struct Launch: @unchecked Sendable {
    let installation: Installation

    func callAsFunction(_ job: Job.ID, _ kind: Job.Kind) {
        installation.launch(job, kind)
    }
}
