package import HTTP
import Linux
package import SQLite
package import Time

/// Responds to requests of Hetzner's API on one thread, from the world in one database.
package struct SimulatorHandler: RequestHandler {
    private let database: Database
    private let settings: Settings
    private let clock: TimeSource
    private let pause: @Sendable (Duration) -> Void

    /// - Parameters:
    ///   - database: with the simulator's tables (`Schema.prepare`); belongs to the handler's thread.
    ///   - pause: waits, for responses that come late.
    package init(
        database: Database, settings: Settings, clock: @escaping TimeSource = Instant.now,
        pause: @escaping @Sendable (Duration) -> Void = PosixThread.sleep(for:)
    ) {
        self.database = database
        self.settings = settings
        self.clock = clock
        self.pause = pause
    }

    package mutating func respond(to request: Request, body: inout [UInt8]) -> ResponseHead {
        let response: Response
        do {
            response = try World.write(database, settings, now: clock()) { world in
                let response = try Exchange(world: world, request: request).run()
                try world.record(request, response)
                return response
            }
        } catch {
            response = Response(
                APIError(
                    status: .internalServerError, code: "server_error",
                    message: "the simulator failed: \(error)"))
        }
        if response.delay > .zero { pause(response.delay) }
        if !response.isLost { body += response.body }
        return response.head(correlationID: request.id, at: clock())
    }
}
