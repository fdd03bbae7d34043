import HTTP
package import HTTPClient

/// Sends what changes something at Hetzner only while `maintain` has its lease, and marks progress after each call.
///
/// It is the last before the wire, so that also a call that is repeated after a pause is looked at.
package struct MaintenanceTransport: HTTPTransport {
    private let base: any HTTPTransport
    private let requireLease: () throws -> Void
    private let beat: () -> Void

    /// - Parameter requireLease: Throws when the lease is lost, or when nobody can tell.
    package init(
        _ base: any HTTPTransport, requireLease: @escaping () throws -> Void, beat: @escaping () -> Void
    ) {
        self.base = base
        self.requireLease = requireLease
        self.beat = beat
    }

    package func send(_ request: ClientRequest) throws(TransportError) -> ClientResponse {
        defer { beat() }
        if request.method != .get {
            do {
                try requireLease()
            } catch {
                throw TransportError(kind: .other, delivery: .notSent, message: "not sent: \(error)")
            }
        }
        return try base.send(request)
    }
}
