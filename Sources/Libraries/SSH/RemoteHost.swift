package import Crypto

/// A server's address and host key, as known before connecting.
package struct RemoteHost: Sendable {
    /// IPv4 or IPv6 address in numbers: names are not looked up, since that has no deadline.
    package let address: String
    package let port: UInt16
    package let user: String
    /// The only host key that is accepted.
    package let hostKey: PublicKey

    package init(address: String, port: UInt16, user: String, hostKey: PublicKey) {
        self.address = address
        self.port = port
        self.user = user
        self.hostKey = hostKey
    }

    /// Connects, logs in, runs the script to its end and disconnects. The server itself stops the script too when the
    /// time is over, also when the connection is lost by then.
    ///
    /// Safe to repeat when the script is. Several threads may do this at once, each with a key of its own.
    ///
    /// - Parameter logInLimit: The time for connecting and logging in, within `limit`. A server that responds does so
    ///   in a second or two; for one that drops packets while it boots a new attempt is better.
    package func run(
        _ script: RemoteScript, with key: PrivateKey, within limit: Duration,
        loggingInWithin logInLimit: Duration = .seconds(15)
    ) throws(SSHError) -> ScriptResult {
        let start = ContinuousClock.now
        let session = try SSHSession.connect(to: self, deadline: start + min(limit, logInLimit))
        try session.authenticate(user: user, key: key)
        session.gate.deadline = start + limit
        return try session.run(script)
    }
}
