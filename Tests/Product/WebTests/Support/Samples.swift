import Crypto
import HTTP

/// Well-formed input.
enum Samples {
    static let botToken = "123456789:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw0"

    /// As the CLI writes them, with another sign-in beside ours.
    static let credentials = """
        {"claudeAiOauth":{"accessToken":"sk-ant-oat01-access","refreshToken":"sk-ant-ort01-refresh",\
        "expiresAt":1795300000000,"scopes":["user:inference","user:profile"],"subscriptionType":"max"},\
        "mcpOAuth":{"other":{"accessToken":"of-another-service"}}}
        """

    static let hostKey = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJDjyGpS8Xn0ZhVLP3ZQPGpmsnJDvOUNDJdTTl9XUCCe"

    /// The body that phone_home of cloud-init 22.4.2 posts, byte for byte as Python's urlencode writes it: key values end
    /// in a newline, spaces are plus signs.
    static let phoneHomeBody =
        "pub_key_dsa=N%2FA&pub_key_rsa=ssh-rsa+AAAAB3NzaC1yc2EAAAADAQABAAABgQC7%2F%2B+root%40rachel%0A"
        + "&pub_key_ecdsa=ecdsa-sha2-nistp256+AAAAE2VjZHNhLXNoYTItbmlzdHAyNTYAAAAI%3D+root%40rachel%0A"
        + "&pub_key_ed25519=" + percentEncoded(hostKey).replacing("%20", with: "+") + "+root%40rachel%0A"
        + "&instance_id=i-12345678&hostname=rachel&fqdn=rachel.example.org"
}
