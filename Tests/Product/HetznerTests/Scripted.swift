import Crypto
import Hetzner
import Testing

/// A client that talks to a script, with a clock of its own in which nothing really waits.
final class Scripted {
    static let token = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_"

    private(set) var now = ContinuousClock.now
    private(set) var pauses: [Duration] = []
    private(set) var records: [CallRecord] = []
    let transport: ScriptedTransport
    var policy = RetryPolicy()

    private let chance: Double

    /// - Parameter chance: the client's random number, always the same; 1 makes pauses their upper bounds.
    init(_ script: [Exchange], chance: Double = 1) {
        transport = ScriptedTransport(script)
        self.chance = chance
    }

    lazy var client = HetznerClient(
        endpoint: scriptedEndpoint, token: Secret(Self.token), transport: transport, policy: policy,
        time: Timekeeping(
            now: { [unowned self] in now },
            sleep: { [unowned self] pause in
                pauses.append(pause)
                now += pause
            },
            random: { [chance] in chance }),
        observe: { [unowned self] in records.append($0) })

    /// A deadline that is far away.
    var deadline: ContinuousClock.Instant { now + .seconds(3600) }
}

/// Runs a call against a script and checks that all of the script was used.
@discardableResult
func playing<Result>(
    _ script: Exchange..., location: SourceLocation = #_sourceLocation,
    _ body: (HetznerClient, ContinuousClock.Instant) throws -> Result
) throws -> Result {
    let scripted = Scripted(script)
    defer { #expect(scripted.transport.missing.isEmpty, sourceLocation: location) }
    return try body(scripted.client, scripted.deadline)
}

/// The error of a call against a script.
func failure<Result>(
    _ script: Exchange..., location: SourceLocation = #_sourceLocation,
    _ body: (HetznerClient, ContinuousClock.Instant) throws -> Result
) throws -> HetznerError {
    let scripted = Scripted(script)
    defer { #expect(scripted.transport.missing.isEmpty, sourceLocation: location) }
    return try #require(throws: HetznerError.self, sourceLocation: location) {
        try body(scripted.client, scripted.deadline)
    }
}
