extension ConfigurationKey {
    /// The value of a key that is not set; nil when the key is required.
    var defaultText: String? {
        switch self {
        case .baseURL, .sealingKeys, .hcloudToken, .controlPlaneAddresses: nil
        case .hcloudEndpoint: "https://api.hetzner.cloud/v1"
        case .hcloudProject: "default"
        case .serverChoices: "cx23:nbg1,cx23:fsn1,cx23:hel1"
        case .serverImage: "ubuntu-24.04"
        case .sshKeyType: "ed25519"
        case .sshPort: "22"
        case .database: "/var/lib/rachel-cloud/rachel-cloud.sqlite"
        case .jobLog: "/var/log/rachel-cloud/jobs.log"
        case .templates: "/usr/local/share/rachel-cloud/templates"
        case .socket: "/run/rachel-cloud/responder.sock"
        case .socketMode: "0660"
        case .threads: "16"
        case .maxBodyBytes: "65536"
        case .migrateOnStart: "no"
        case .signUp: "open"
        case .operatorContact: "the operator of this site"
        case .setUpTimeout: "300"
        case .serviceSettle: "3"
        case .jobDeadline: "900"
        case .maxJobs: "16"
        case .maxServers: "100"
        case .deploysPerDay: "10"
        case .graceDays: "3"
        case .rachelUser: "rachel"
        case .rachelPackages: "git,curl,unzip"
        case .rachelRepository: "https://github.com/polly3223/Rachel8.git"
        case .rachelReference: "main"
        case .logLevel: "info"
        case .callbackBaseURL, .hcloudCAFile, .socketOwner, .socketGroup, .rachelUnitFile, .billingSecret,
            .billingProducts, .runDirectory:
            ""
        }
    }

    /// The key's line in the documentation and in errors.
    var about: String {
        switch self {
        case .baseURL: "address of the site, `https://…`; plain http only for loopback and private addresses"
        case .callbackBaseURL: "address under which new servers reach us, when it is not `BASE_URL`"
        case .sealingKeys:
            "keys that seal secrets in the database, from `rachel-cloud keygen`; the first seals, all open"
        case .hcloudToken: "read-write API token of the Hetzner project"
        case .hcloudEndpoint: "address of Hetzner's API, with `/v1`"
        case .hcloudProject: "name of the Hetzner project in the ledger"
        case .hcloudCAFile: "CA certificates for the API, instead of the system's"
        case .controlPlaneAddresses:
            "networks from which servers accept SSH: ours, as `203.0.113.7/32`, separated by commas"
        case .serverChoices:
            "`TYPE:LOCATION` pairs in order of preference; when one is sold out the next is tried"
        case .serverImage: "image of new servers"
        case .sshKeyType: "key of new servers, `ed25519` or `rsa-4096`"
        case .sshPort: "port of sshd on new servers"
        case .database: "path of the SQLite file"
        case .runDirectory: "no longer used, and ignored"
        case .jobLog: "file that jobs append their log to"
        case .templates: "directory of the page templates"
        case .socket: "path of the FastCGI socket"
        case .socketMode: "mode of the FastCGI socket, octal"
        case .socketOwner: "owner of the FastCGI socket, when not ours"
        case .socketGroup: "group of the FastCGI socket, as `www-data`"
        case .threads: "responder threads, 1 to 256"
        case .maxBodyBytes: "largest request body, 1024 to 1048576"
        case .migrateOnStart: "whether `serve` may migrate the database, `yes` or `no`"
        case .signUp: "whether anyone may make an account, `open` or `closed`"
        case .operatorContact:
            "whom customers ask for a subscription or an account: a short text, an email address or an https URL"
        case .setUpTimeout: "how long a new server may take to set itself up, 30 to 780"
        case .serviceSettle: "how long Rachel has to keep running before a deploy counts, 0 to 30"
        case .jobDeadline: "when a job is stopped and undone, 300 to 3600"
        case .maxJobs: "how many jobs may be at work at once, 1 to 1000; the others wait for their turn"
        case .maxServers:
            "how many servers there may be at once, 1 to 100000; from four fifths on each deploy is logged as a warning"
        case .deploysPerDay:
            "how many deploys of one customer may order a server within 24 hours, 1 to 1000"
        case .billingSecret:
            "keys of the billing service's webhook, `whsec_…` or Polar's, separated by commas; unset: it is refused"
        case .billingProducts:
            "ids of the billing service's products that stand for a server, separated by commas; unset: any"
        case .graceDays: "days a server stays after its subscription was canceled, 0 to 90"
        case .rachelUser: "user that Rachel runs as"
        case .rachelPackages: "packages installed first, separated by commas"
        case .rachelRepository: "git repository of Rachel, https"
        case .rachelReference: "branch, tag or commit of it"
        case .rachelUnitFile: "systemd unit in place of ours; `{{user}}` and `{{home}}` are filled in"
        case .logLevel: "`trace`, `debug`, `info`, `notice`, `warning` or `error`"
        }
    }
}
