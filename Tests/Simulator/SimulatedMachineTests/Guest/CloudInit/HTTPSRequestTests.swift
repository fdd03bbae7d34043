import Foundation
import TestSupport
import Testing

@testable import SimulatedMachine

@Suite struct HTTPSRequestTests {
    /// A web server with a self-signed certificate, which logs its requests.
    private struct HTTPSServer {
        let nginx: NginxServer
        let certificate: String
        private let directory: TemporaryDirectory

        init() throws {
            let directory = try TemporaryDirectory()
            self.directory = directory
            let (key, certificate) = (directory.path("key.pem"), directory.path("certificate.pem"))
            _ = try ProgramRun(
                "/usr/bin/openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256",
                "-nodes",
                "-days", "1", "-subj", "/CN=test", "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", key,
                "-out",
                certificate)
            self.certificate = try String(contentsOfFile: certificate, encoding: .utf8)
            nginx = try NginxServer { port in
                """
                log_format requests '$request|$http_user_agent|$content_type|$content_length';
                server {
                    listen 127.0.0.1:\(port) ssl;
                    ssl_certificate \(certificate);
                    ssl_certificate_key \(key);
                    access_log \(directory.path("requests")) requests;
                    location / { return 200; }
                    location /moved { return 302 /there?it=is; }
                    location /broken { return 500; }
                }
                """
            }
        }

        var url: String { "https://127.0.0.1:\(nginx.port)" }

        func requests() throws -> [[String]] {
            try String(contentsOfFile: directory.path("requests"), encoding: .utf8).split(separator: "\n").map
            {
                $0.split(separator: "|", omittingEmptySubsequences: false).map(String.init)
            }
        }
    }

    private func machine(calling url: String, trusting certificate: String?) throws -> TestMachine {
        var sample = SampleUserData.quick
        sample.callback = url
        if let certificate {
            let file: [String: Any] = [
                "path": "/etc/ssl/certs/ca-certificates.crt", "content": certificate, "append": true,
            ]
            sample.more = ["write_files": [file]]
        }
        let machine = try TestMachine(sample)
        #expect(try machine.setUpEnds())
        return machine
    }

    @Test func `the request over TLS is the same and follows redirections`() throws {
        let server = try HTTPSServer()
        _ = try machine(calling: server.url + "/moved/to_ken", trusting: server.certificate)
        let requests = try server.requests()
        #expect(requests.map { $0.first } == ["POST /moved/to_ken HTTP/1.1", "GET /there?it=is HTTP/1.1"])
        #expect(requests.map { $0[1] } == ["Cloud-Init/22.4.2", "Cloud-Init/22.4.2"])
        #expect(requests.map { $0[2] } == ["application/x-www-form-urlencoded", "-"])
        #expect(try #require(Int(requests[0][3])) > 1000)
    }

    @Test func `tries again after a failure over TLS`() throws {
        let server = try HTTPSServer()
        _ = try machine(calling: server.url + "/broken", trusting: server.certificate)
        #expect(try server.requests().count == 2)
    }

    @Test func `does not try again after an untrusted certificate, which is no error`() throws {
        let server = try HTTPSServer()
        let machine = try machine(calling: server.url, trusting: nil)
        #expect(try server.requests().isEmpty)
        let log = try machine.ssh("sudo grep 'phone home' /var/log/cloud-init.log").output
        #expect(log.hasPrefix("Failed to post phone home data: "))
        #expect(log.contains("curl: (60)"))
        #expect(try machine.ssh("cloud-init status").output == "status: done\n")
    }
}
