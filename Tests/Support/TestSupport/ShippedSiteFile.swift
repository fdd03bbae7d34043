import Foundation

/// `nginx/rachel-cloud.conf` on loopback ports and in directories of a test's own.
package enum ShippedSiteFile {
    /// The content of nginx's `http` block: the directives of Debian's nginx.conf, then the site file with nothing but
    /// its ports and directories replaced.
    /// - Parameters:
    ///   - directory: The directory of the certificate and the logs.
    ///   - sockets: The directory of the responder's socket.
    package static func http(
        in directory: TemporaryDirectory, sockets: String, port: UInt16, securePort: UInt16
    ) throws -> String {
        let hasIPv6 = FileManager.default.fileExists(atPath: "/proc/net/if_inet6")
        let path = directory.url.path
        return debianDefaults
            + (try String(contentsOfFile: Checkout.path("nginx/rachel-cloud.conf"), encoding: .utf8)
                .replacing("listen [::]:", with: hasIPv6 ? "listen [::1]:" : "#")
                .replacing("listen 80 ", with: "listen 127.0.0.1:\(port) ")
                .replacing("listen 443 ", with: "listen 127.0.0.1:\(securePort) ")
                .replacing("[::1]:80 ", with: "[::1]:\(port) ")
                .replacing("[::1]:443 ", with: "[::1]:\(securePort) ")
                .replacing("/usr/local/share/rachel-cloud", with: Checkout.path(""))
                .replacing("/etc/letsencrypt/live/rachel.example", with: path)
                .replacing("/var/log/nginx", with: path)
                .replacing("/run/rachel-cloud", with: sockets)
                .replacing("/var/lib/rachel-cloud", with: path))
    }

    /// Creates a certificate for rachel.example where the site file expects it.
    package static func createCertificate(in directory: TemporaryDirectory) throws {
        let run = try ProgramRun(
            "/usr/bin/openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256",
            "-nodes", "-days", "1", "-subj", "/CN=rachel.example", "-addext",
            "subjectAltName=DNS:rachel.example", "-keyout", directory.path("privkey.pem"), "-out",
            directory.path("fullchain.pem"))
        guard run.status == 0 else { throw NginxServer.NotStarted(log: run.output) }
    }

    /// The directives of Debian's nginx.conf. Besides, a test's request may name its client address in a header.
    private static let debianDefaults = """
        sendfile on;
        tcp_nopush on;
        types_hash_max_size 2048;
        include /etc/nginx/mime.types;
        default_type application/octet-stream;
        ssl_protocols TLSv1 TLSv1.1 TLSv1.2 TLSv1.3;
        ssl_prefer_server_ciphers on;
        gzip on;
        set_real_ip_from 127.0.0.1;
        real_ip_header X-Test-Address;

        """
}
