import HTTP
import HTTPClient
import Testing

struct TLSTests {
    @Test func `trusts a server with a certificate from the named authority`() throws {
        try TLSServer.with(subjectAltName: "IP:127.0.0.1") { server in
            let transport = try CurlTransport(caFile: server.certificate)
            let response = try transport.send(ClientRequest(method: .get, url: server.url))
            #expect(response.status == 200)
        }
    }

    @Test func `refuses an unknown authority before sending anything`() throws {
        try TLSServer.with(subjectAltName: "IP:127.0.0.1") { server in
            let error = try #require(throws: TransportError.self) {
                try CurlTransport().send(ClientRequest(method: .get, url: server.url))
            }
            #expect(error.kind == .tls)
            #expect(error.delivery == .notSent)
        }
    }

    @Test func `refuses a certificate for another host before sending anything`() throws {
        try TLSServer.with(subjectAltName: "DNS:elsewhere.example") { server in
            let transport = try CurlTransport(caFile: server.certificate)
            let error = try #require(throws: TransportError.self) {
                try transport.send(ClientRequest(method: .get, url: server.url))
            }
            #expect(error.kind == .tls)
            #expect(error.delivery == .notSent)
        }
    }

    @Test func `refuses a server that supports only an outdated TLS`() throws {
        let outdated = ["-tls1_1", "-cipher", "DEFAULT@SECLEVEL=0"]
        try TLSServer.with(subjectAltName: "IP:127.0.0.1", options: outdated) { server in
            let transport = try CurlTransport(caFile: server.certificate)
            let error = try #require(throws: TransportError.self) {
                try transport.send(ClientRequest(method: .get, url: server.url))
            }
            #expect(error.kind == .tls)
        }
    }

    @Test func `reports a missing certificate file as an error of TLS`() throws {
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
