import Glibc
import HTTP
import HTTPClient

/// Sends one GET with our transport and prints the response's status. In between it raises `SIGPIPE`, as a closed
/// connection would.
///
/// usage: transport-probe URL
@main
enum TransportProbe {
    static func main() throws {
        guard CommandLine.arguments.count == 2 else { exit(2) }
        let transport = try CurlTransport()
        let response = try transport.send(ClientRequest(method: .get, url: CommandLine.arguments[1]))
        raise(SIGPIPE)
        print(response.status)
    }
}
