import HTTP
import HTTPClient
import Testing

struct TLSTests {
    @Test func `a server with a certificate from the named authority is trusted`() throws {
        try TLSServer.with(subjectAltName: "IP:127.0.0.1") { server in
            let transport = try CurlTransport(caFile: server.certificate)
            let response = try transport.send(ClientRequest(method: .get, url: server.url))
            #expect(response.status == 200)
        }
    }

    @Test func `an unknown authority is refused with nothing sent`() throws {
        try TLSServer.with(subjectAltName: "IP:127.0.0.1") { server in
            let error = try #require(throws: TransportError.self) {
                try CurlTransport().send(ClientRequest(method: .get, url: server.url))
            }
            #expect(error.kind == .tls)
            #expect(error.delivery == .notSent)
        }
    }

    @Test func `a certificate for another host is refused with nothing sent`() throws {
        try TLSServer.with(subjectAltName: "DNS:elsewhere.example") { server in
            let transport = try CurlTransport(caFile: server.certificate)
            let error = try #require(throws: TransportError.self) {
                try transport.send(ClientRequest(method: .get, url: server.url))
            }
            #expect(error.kind == .tls)
            #expect(error.delivery == .notSent)
        }
    }

    @Test func `a server that knows only an outdated TLS is refused`() throws {
        let outdated = ["-tls1_1", "-cipher", "DEFAULT@SECLEVEL=0"]
        try TLSServer.with(subjectAltName: "IP:127.0.0.1", options: outdated) { server in
            let transport = try CurlTransport(caFile: server.certificate)
            let error = try #require(throws: TransportError.self) {
                try transport.send(ClientRequest(method: .get, url: server.url))
            }
            #expect(error.kind == .tls)
        }
    }

    @Test func `a missing certificate file is named as a fault of TLS`() throws {
        try TLSServer.with(subjectAltName: "IP:127.0.0.1") { server in
            let transport = try CurlTransport(caFile: server.certificate + ".missing")
            let error = try #require(throws: TransportError.self) {
                try transport.send(ClientRequest(method: .get, url: server.url))
            }
            #expect(error.kind == .tls)
            #expect(error.delivery == .notSent)
        }
    }
}
