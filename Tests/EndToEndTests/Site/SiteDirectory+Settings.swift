import Foundation
import TestSupport

/// The configuration of each process of the site.
extension SiteDirectory {
    func writeConfiguration(_ options: SiteOptions, url: String) throws {
        let usual = [
            "BASE_URL": url,
            "CALLBACK_BASE_URL": url,
            "SEALING_KEYS_FILE": file("sealing-key"),
            "HCLOUD_ENDPOINT": url + "/v1",
            "HCLOUD_TOKEN_FILE": file("hcloud-token"),
            "CONTROL_PLANE_ADDRESSES": "127.0.0.0/8",
            "SSH_KEY_TYPE": options.keyType,
            "SSH_PORT": SiteOptions.sshPort,
            "DATABASE": database,
            "JOB_LOG": log("jobs"),
            "TEMPLATES": Checkout.path("templates"),
            "SOCKET": socket,
            "MIGRATE_ON_START": "yes",
            "SERVICE_SETTLE_SECONDS": "0",
            // Many tests have one customer deploy again and again.
            "DEPLOYS_PER_DAY": "1000",
            "LOG_LEVEL": "debug",
        ]
        try write(Self.text(usual.merging(options.configuration) { $1 }), "rachel-cloud.env")
    }

    /// Writes the site's configuration with some values replaced, or left out when empty; returns the file's path.
    func writeVariant(_ name: String, _ changes: [String: String]) throws -> String {
        let lines = try String(contentsOfFile: configuration, encoding: .utf8).split(separator: "\n")
        let usual = lines.map { line in
            let halves = line.split(separator: "=", maxSplits: 1).map(String.init)
            return (halves[0], halves[1])
        }
        try write(Self.text(Dictionary(uniqueKeysWithValues: usual).merging(changes) { $1 }), name)
        return file(name)
    }

    private static func text(_ values: [String: String]) -> String {
        values.filter { !$0.value.isEmpty }.map { "\($0.key)=\($0.value)\n" }.sorted().joined()
    }

    func nginxConfiguration(port: UInt16) throws -> String {
        """
        include /etc/nginx/mime.types;
        upstream hetzner_sim { server unix:\(hetznerSocket); }
        server {
            listen 127.0.0.1:\(port);
            server_tokens off;
            include \(Checkout.path("nginx/security-headers.conf"));
            include \(Checkout.path("nginx/hetzner-sim.conf"));
            location /static/ { alias \(Checkout.path("static"))/; }
            location / {
                include \(Checkout.path("nginx/fastcgi.conf"));
                fastcgi_pass unix:\(socket);
            }
            location /api/provision/callback/ {
                access_log off;
                include \(Checkout.path("nginx/fastcgi.conf"));
                fastcgi_pass unix:\(socket);
            }
        }
        """
    }

    func simulatorArguments(_ options: SiteOptions, _ machines: String) -> [String] {
        [
            "serve", "--socket", hetznerSocket, "--database", hetznerDatabase, "--state", hetznerState,
            "--token-file", file("hcloud-token"), "--machines", machines, "--ssh-port", SiteOptions.sshPort,
            "--create-seconds", "\(options.createTime)", "--boot-seconds", "\(options.bootTime)",
            "--setup-seconds", "\(options.setUpTime)", "--action-seconds", "0.05",
        ]
    }
}
