import Crypto
import HTTP

/// Well-formed input.
enum Samples {
    static let botToken = "123456789:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw0"

    /// As the CLI writes it, with a sign-in of another kind beside ours.
    static let credentials = """
        {"claudeAiOauth":{"accessToken":"sk-ant-oat01-access","refreshToken":"sk-ant-ort01-refresh",\
        "expiresAt":1795300000000,"scopes":["user:inference","user:profile"],"subscriptionType":"max"},\
        "mcpOAuth":{"other":{"accessToken":"of-another-service"}}}
        """

    static let hostKey = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJDjyGpS8Xn0ZhVLP3ZQPGpmsnJDvOUNDJdTTl9XUCCe"

    /// What phone_home posts, field for field; key values end in a newline.
    static let phoneHome: [(String, String)] = [
        ("pub_key_dsa", "N/A"),
        ("pub_key_rsa", "ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAABgQC7 root@rachel\n"),
        (
            "pub_key_ecdsa",
            "ecdsa-sha2-nistp256 AAAAE2VjZHNhLXNoYTItbmlzdHAyNTYAAAAIbmlzdHAyNTYAAABBBA== root@rachel\n"
        ),
        ("pub_key_ed25519", hostKey + " root@rachel\n"),
        ("instance_id", "i-12345678"), ("hostname", "rachel"), ("fqdn", "rachel.example.org"),
    ]
}
