import CFastCGI
import Glibc
package import HTTP
import Linux
package import Logging

/// Responds to a web server's FastCGI requests on a fixed number of threads until SIGTERM or SIGINT.
package struct Responder: ~Copyable {
    private let listener: Listener
    private let threads: Int
    private let maxBodyBytes: Int
    private let stackBytes: Int
    private let peerTimeout: Duration
    private let grace: Duration
    private let requestLog: RequestLog

    /// - Parameters:
    ///   - maxBodyBytes: The limit of bodies; longer ones get a response of 413 and never reach a handler.
    ///   - stackBytes: Each thread's stack.
    ///   - peerTimeout: The time that the web server may keep a thread waiting in the middle of a request.
    ///   - grace: The time that running requests may still take after the signal.
    ///   - logPath: The request's path as the log shows it, without secrets.
    ///   - log: Gets `request.finished id= method= path= status= ms= bytes=` for each request.
    package init(
        listener: consuming Listener, threads: Int = 16, maxBodyBytes: Int = 64 << 10,
        stackBytes: Int = 1 << 20, peerTimeout: Duration = .seconds(10), grace: Duration = .seconds(30),
        logPath: @escaping @Sendable (Request) -> String = { $0.path }, log: Logger
    ) {
        precondition(threads > 0, "BUG: a responder needs a thread")
        self.listener = listener
        self.threads = threads
        self.maxBodyBytes = maxBodyBytes
        self.stackBytes = stackBytes
        self.peerTimeout = peerTimeout
        self.grace = grace
        self.requestLog = RequestLog(log: log, path: logPath)
    }

    /// Creates a handler on each thread (the argument counts them from 0) and serves until SIGTERM or SIGINT; then
    /// lets running requests finish, serves the connections that already wait, and returns.
    ///
    /// Call it before the process has other threads: it blocks the two signals for all that start later. Throws the
    /// first error of `makeHandler`, after every other thread has ended; `FastCGIError` when a thread can't start or
    /// is still running when the grace period ends, and then the process should exit.
    package func run<Handler: RequestHandler & SendableMetatype>(
        makeHandler: @escaping @Sendable (Int) throws -> Handler
    ) throws {
        let signals = try ShutdownSignals()
        guard FCGX_Init() == 0 else { throw FastCGIError.system(operation: "FCGX_Init", code: ENOMEM) }
        let pool = try WorkerPool(size: threads)
        let workers = try startWorkers(pool, makeHandler: makeHandler)
        waitForEnd(signals, pool)
        requestLog.log.info("responder.stopping")
        try shutDown(pool, signals)
        for worker in workers { worker.join() }
        if let failure = pool.failure { throw failure }
        requestLog.log.info("responder.stopped")
    }

    private func startWorkers<Handler: RequestHandler & SendableMetatype>(
        _ pool: WorkerPool, makeHandler: @escaping @Sendable (Int) throws -> Handler
    ) throws(FastCGIError) -> [PosixThread] {
        let base = UInt64.random(in: .min ... .max)
        let body = threadBody(pool, base: base, makeHandler: makeHandler)
        var workers: [PosixThread] = []
        do throws(SystemError) {
            for index in 0..<threads {
                workers.append(try PosixThread(stackBytes: stackBytes) { body(index) })
            }
        } catch {
            pool.stop()
            for worker in workers { worker.join() }
            throw FastCGIError(error)
        }
        return workers
    }

    private func threadBody<Handler: RequestHandler & SendableMetatype>(
        _ pool: WorkerPool, base: UInt64, makeHandler: @escaping @Sendable (Int) throws -> Handler
    ) -> @Sendable (Int) -> Void {
        let (descriptor, isShared) = (listener.descriptor, listener.isShared)
        let reader = RequestReader(maxBodyBytes: maxBodyBytes)
        let (requestLog, peerTimeout) = (requestLog, peerTimeout)
        return { index in
            do {
                let acceptor = try Acceptor(
                    listener: descriptor, isShared: isShared, pool: pool, peerTimeout: peerTimeout,
                    log: requestLog.log)
                var worker = Worker(
                    acceptor: acceptor, reader: reader, requestLog: requestLog,
                    ids: RequestIDs(base: base, thread: index), handler: try makeHandler(index))
                pool.reportReady()
                worker.run()
            } catch {
                pool.reportFailure(error)
            }
            pool.reportEnd()
        }
    }

    private func waitForEnd(_ signals: borrowing ShutdownSignals, _ pool: WorkerPool) {
        var isAnnounced = false
        while pool.failure == nil {
            if pool.readyCount == threads, !isAnnounced {
                isAnnounced = true
                requestLog.log.info(
                    "responder.ready",
                    metadata: ["threads": "\(threads)", "backlog": "\(listener.backlog)"])
            }
            if signals.wait(or: pool.changeEvent) == .signal { return }
        }
    }

    private func shutDown(_ pool: WorkerPool, _ signals: borrowing ShutdownSignals) throws(FastCGIError) {
        listener.stopAdmitting()
        pool.stop()
        let deadline = ContinuousClock.now + grace
        while pool.runningCount > 0 {
            guard signals.wait(or: pool.changeEvent, until: deadline) != .deadline else {
                throw .requestsStillRunning(threads: pool.runningCount)
            }
        }
    }
}
