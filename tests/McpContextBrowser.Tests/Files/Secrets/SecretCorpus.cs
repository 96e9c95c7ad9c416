namespace McpContextBrowser.Tests.Files.Secrets;

/// <summary>A text with a secret in it, made for one run: nothing in the repository looks like a live key.</summary>
/// <param name="Name">Format and context.</param>
/// <param name="Secret">What must not be left, not even in part.</param>
internal sealed record Canary(string Name, string Text, string Secret)
{
    public override string ToString() => Name;
}

/// <summary>Secrets in the places where people leave them, and texts that only look like secrets, both drawn from a seed.</summary>
internal sealed class SecretCorpus(int seed)
{
    private const string Lower = "abcdefghijklmnopqrstuvwxyz";
    private const string Digits = "0123456789";
    private const string Hex = Digits + "abcdef";
    private const string Base62 = Lower + "ABCDEFGHIJKLMNOPQRSTUVWXYZ" + Digits;
    private const string Base64 = Base62 + "+/";
    private const string Base64Url = Base62 + "-_";
    private const string Base32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

    private readonly Random _random = new(seed);

    /// <summary>Every format in one of many contexts, and every context with one of a few values.</summary>
    public IEnumerable<Canary> Canaries()
    {
        var places = Places().ToArray();
        foreach (var ((format, secret), i) in Formats().Select((format, i) => (format, i)))
        {
            var (place, wrap) = places[i % places.Length];
            yield return new($"{format} in {place}", wrap(secret), secret);
        }

        foreach (var (place, wrap) in Assignments())
        {
            foreach (var (kind, value) in new[] { ("hex", Draw(Hex, 40)), ("base62", Draw(Base62, 32)), ("password", Password()) })
            {
                // RFC 6750 allows no such signs in a bearer token.
                if ((kind, place) is not ("password", "bearer" or "authorization scheme"))
                {
                    yield return new($"{kind} in {place}", wrap(value), value);
                }
            }
        }

        foreach (var armoured in Armoured())
        {
            yield return armoured;
        }
    }

    /// <summary>What looks like a secret and is none.</summary>
    public IEnumerable<string> LookAlikes()
    {
        for (var i = 0; i < 20; i++)
        {
            yield return $"commit {Draw(Hex, 40)}";
            yield return $"  \"integrity\": \"sha512-{Convert.ToBase64String(Bytes(64))}\",";
            yield return $"sha256 = \"{Draw(Hex, 64)}\"";
            yield return $"id: {NewGuid()}";
            yield return $"  \"resolved\": \"https://registry.example.org/left-pad/-/left-pad-1.{i}.0.tgz#{Draw(Hex, 40)}\",";
            yield return $"<img src=\"data:image/png;base64,{Convert.ToBase64String(Bytes(300))}\">";
            yield return $"checksum = \"{Draw(Hex, 64)}\"";
            yield return $"github.com/some/module v1.{i}.0 h1:{Convert.ToBase64String(Bytes(32))}";
            yield return $".c{i} {{ color: #{Draw(Hex, 6)}; background: url(\"img-{Draw(Hex, 8)}.png\"); }}";
            yield return $"correlationId = \"{NewGuid()}\";";
            yield return $"var cacheKey = \"{Draw(Hex, 32)}\";";
            yield return $"etag: W/\"{Draw(Hex, 32)}\"";
            yield return $"pin \"{Draw(Base32, 52)}\" // fingerprint of the dependency";
        }

        foreach (var text in Written)
        {
            yield return text;
        }
    }

    private static readonly string[] Written =
    [
        "password = getpass()", "password = getpass.getpass('Password: ')", "token = request.headers[\"Authorization\"]", "token = req.headers['x-access-token'];",
        "api_key = os.environ[\"API_KEY\"]", "apiKey: process.env.OPENAI_API_KEY,", "const secret = config.get('auth.jwt.secret');", "API_KEY=your-api-key-here",
        "password: changeme", "PASSWORD=changeme", "token: xxxxxxxxxxxxxxxxxxxxxxxx", "api_key = \"xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx\"", "password: ${DB_PASSWORD}",
        "password = \"${env.DB_PASSWORD}\"", "secret: {{ .Values.secret }}", "token: ${{ secrets.GITHUB_TOKEN }}", "password=%DB_PASSWORD%", "string password = null;",
        "public string Password { get; set; }", "password: string;", "password?: string", "def login(self, username: str, password: str) -> Token:",
        "if (password === confirmPassword) {", "if password != expected_password:", "\"password\": \"Enter your password\"", "\"password\": \"Password\"", "password: 'Passwort',",
        "forgot_password: \"Forgot your password?\"", "'password' => 'required|string|min:8|confirmed'", "<input type=\"password\" name=\"password\" id=\"password\">",
        "<label for=\"password\">Password</label>", "<input type=\"password\" placeholder=\"Your password\" autocomplete=\"current-password\">", "passwordInput1 = document.getElementById('password-input-1')",
        "token = tokenizer.next_token()", "Token token = lexer.Next();", "tokens = [Token(TokenKind.IDENTIFIER, \"foo\"), Token(TokenKind.EOF, \"\")]", "max_tokens: 4096", "tokenizer: \"cl100k_base\"",
        "\"token\": \"keyword.operator.assignment.cs\"", "token: 'punctuation.definition.string.begin'", "CancellationToken cancellationToken = default", "csrf_token = csrf_token()",
        "<meta name=\"csrf-token\" content=\"{{ csrf_token() }}\">", "primary_key = \"customer_identifier_2\"", "sort_key: \"created_at#2024\"", "foreign_key: \"user_id\"", "keyboard_key = \"ArrowLeft\"",
        "public_key = \"ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAABAQC7 me@host\"", "PublicKeyToken=b77a5c561934e089", "-----BEGIN CERTIFICATE-----", "-----BEGIN PUBLIC KEY-----",
        "if (pem.StartsWith(\"-----BEGIN RSA PRIVATE KEY-----\", StringComparison.Ordinal))", "const HEADER: &str = \"-----BEGIN PRIVATE KEY-----\";",
        "sb.append(\"-----BEGIN PRIVATE KEY-----\\n\");\nsb.append(encoder.encode(key.getEncoded()));\nsb.append(\"-----END PRIVATE KEY-----\\n\");",
        "-----BEGIN PRIVATE KEY-----\n...\n-----END PRIVATE KEY-----", "-----BEGIN RSA PRIVATE KEY-----\n<your key here>\n-----END RSA PRIVATE KEY-----",
        "postgres://user:password@localhost:5432/db", "mysql://root:root@127.0.0.1/test", "amqp://guest:guest@localhost:5672/", "redis://localhost:6379/0", "https://user:pass@example.com/",
        "mongodb://${USER}:${PASSWORD}@${HOST}/db", "postgres://{user}:{password}@{host}/{db}", "jdbc:mysql://localhost:3306/db?user=<user>&password=<password>", "git@github.com:some/repo.git",
        "ssh://git@github.com:22/some/repo.git", "https://unpkg.com/react@18.2.0/umd/react.production.min.js", "npm install @scope/package@1.2.3", "mailto:someone@example.com",
        "Server=localhost;Database=test;Trusted_Connection=True;", "Server=db;User Id=sa;Password={0};", "Data Source=app.db;Cache=Shared", "Authorization: Bearer <token>", "Authorization: Bearer ${token}",
        "headers: { Authorization: `Bearer ${accessToken}` }", "'Authorization': 'Bearer ' + token", "Authorization: Basic <credentials>", "curl -u user:password https://example.com", "curl -H \"Authorization: Bearer $TOKEN\" https://example.com",
        "mysql -u root -p database", "export GITHUB_TOKEN=$(gh auth token)", "export API_KEY=\"$MY_API_KEY\"", "ENV DB_PASSWORD=changeme", "ARG NPM_TOKEN", "RUN --mount=type=secret,id=npm_token npm ci",
        "secretKeyRef:\n  name: app-secrets\n  key: database-password", "secretName: tls-certificate", "kind: Secret\nmetadata:\n  name: db-password", "- name: DB_PASSWORD\n  valueFrom:\n    secretKeyRef:",
        "var password = Console.ReadLine();", "let password = rpassword::prompt_password(\"Password: \")?;", "password := os.Getenv(\"DB_PASSWORD\")", "private val password: String by lazy { prefs.password }",
        "val token = preferences.getString(\"token\", null)", "$password = $_POST['password'];", "$this->password = $password;", "password_hash($password, PASSWORD_BCRYPT)", "self.token = token", "this.apiKey = options.apiKey ?? '';",
        "it('rejects a wrong password', () => {", "assert user.check_password('password')", "User.create(password: 'password123')", "login('admin', 'admin')", "const TEST_TOKEN = 'test-token';", "token: 'fake-access-token',",
        "apiKey: 'dummy-api-key'", "api_key='sk-...'", "sk-xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx", "ghp_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx", "AKIAXXXXXXXXXXXXXXXX", ".sk-circle-fade-dot:before { animation: sk-circle-fade 1.2s; }", "sk-estuary-background-color-primary-default",
        "class=\"task-list-item sk-loading-indicator-container\"", "hf_hub_download(repo_id=\"sentence-transformers/all-MiniLM-L6-v2\")", "npm_config_registry=https://registry.npmjs.org/", "npm_package_version_identifier", "re_compile_pattern_with_flags_and_limits",
        "glpat_prefix = 'glpat-'", "xoxb_regex = r'xoxb-[0-9]+-[A-Za-z0-9]+'", "pattern: /AKIA[0-9A-Z]{16}/", "regex = \"ghp_[A-Za-z0-9]{36}\"", "JWT_ALGORITHM = 'HS256'", "SECRET_KEY_LENGTH = 32", "password_min_length: 12", "TOKEN_EXPIRY_SECONDS=86400",
        "tokenEndpoint: 'https://login.example.com/oauth2/token'", "token_url = \"/api/v1/oauth/token\"", "\"accessTokenAcceptedVersion\": 2", "\"tokenType\": \"Bearer\"", "credentials: 'include'", "credentials: 'same-origin',", "auth: { type: 'oauth2' }", "author: 'Some Person'",
        "authority = \"https://login.microsoftonline.com/common\"", "\"passwordPlaceholder\": \"********\"", "password: '••••••••'", "passphrase = input(\"Passphrase: \")", "key = \"ctrl+shift+p\"", "\"key\": \"ctrl+k ctrl+s\"", "--secret-color: #ff00aa;", "$token-color-primary-1: #d73a49;",
        "i18n.t('auth.password.reset.confirm')", "path.join(__dirname, 'secrets', 'token.json')", "SELECT password FROM users WHERE token = $1", "UPDATE users SET password = ? WHERE id = ?", "CREATE TABLE tokens (token VARCHAR(64) NOT NULL, secret TEXT)", "GRANT ALL ON db.* TO 'app'@'%' IDENTIFIED BY PASSWORD",
        "abcdefghijklmnopqrstuvwxyz0123456789", "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", "token = \"abcdefghijklmnopqrstuvwxyz\"", "secret = '1234567890abcdef1234567890abcdef'", "api_key: 00000000-0000-0000-0000-000000000000", "password: '12345678'", "TOKEN=deadbeefdeadbeefdeadbeefdeadbeef",
    ];

    // Built by joining, so that the source holds no prefix with a body behind it.
    private IEnumerable<(string Format, string Secret)> Formats()
    {
        foreach (var kind in "pousr")
        {
            yield return ($"GitHub gh{kind}", $"gh{kind}_" + Draw(Base62, 36));
        }

        yield return ("GitHub fine-grained", "github_" + "pat_" + Draw(Base62, 22) + "_" + Draw(Base62, 59));
        foreach (var kind in new[] { "glpat", "gldt", "glrt", "glptt", "glcbt", "glsoat" })
        {
            yield return ($"GitLab {kind}", $"{kind}-" + Draw(Base64Url, 20));
        }

        yield return ("AWS access key", "AKIA" + Draw(Base32, 16));
        yield return ("AWS temporary key", "ASIA" + Draw(Base32, 16));
        yield return ("Google API key", "AIza" + Draw(Base64Url, 35));
        yield return ("Google OAuth secret", "GOCSPX" + "-" + Draw(Base64Url, 28));
        yield return ("Google access token", "ya29" + "." + Draw(Base64Url, 120));
        yield return ("Azure client secret", Draw(Base62, 3) + "8" + "Q~" + Draw(Base62, 34));
        yield return ("Azure DevOps", Draw(Base62, 76) + "AZDO" + Draw(Base62, 4));
        yield return ("Azure storage", Draw(Base62, 76) + "+AS" + "t" + Draw(Base62, 6) + "==");
        yield return ("Slack bot", "xoxb" + "-" + Draw(Digits, 12) + "-" + Draw(Digits, 13) + "-" + Draw(Base62, 24));
        yield return ("Slack user", "xoxp" + "-" + Draw(Digits, 12) + "-" + Draw(Digits, 12) + "-" + Draw(Digits, 12) + "-" + Draw(Hex, 32));
        yield return ("Slack app", "xapp" + "-1-A" + Draw(Base32, 10) + "-" + Draw(Digits, 13) + "-" + Draw(Hex, 64));
        yield return ("Stripe live", "sk_" + "live_" + Draw(Base62, 24));
        yield return ("Stripe restricted", "rk_" + "live_" + Draw(Base62, 99));
        yield return ("Stripe webhook", "whsec" + "_" + Draw(Base62, 32));
        yield return ("OpenAI", "sk" + "-" + Draw(Base62, 20) + "T3Blbk" + "FJ" + Draw(Base62, 20));
        yield return ("OpenAI project", "sk" + "-proj-" + Draw(Base64Url, 120));
        yield return ("Anthropic", "sk" + "-ant-api03-" + Draw(Base64Url, 93) + "AA");
        yield return ("npm", "npm" + "_" + Draw(Base62, 36));
        yield return ("PyPI", "pypi" + "-AgEIcHlwaS5vcmc" + Draw(Base64Url, 80));
        yield return ("Twilio", "SK" + Draw(Hex, 32));
        yield return ("SendGrid", "SG" + "." + Draw(Base64Url, 22) + "." + Draw(Base64Url, 43));
        yield return ("Mailgun", "key" + "-" + Draw(Hex, 32));
        yield return ("Mailchimp", Draw(Hex, 32) + "-us" + "12");
        yield return ("Heroku", "HRKU" + "-" + NewGuid());
        yield return ("DigitalOcean", "dop" + "_v1_" + Draw(Hex, 64));
        yield return ("Shopify", "shpat" + "_" + Draw(Hex, 32));
        yield return ("Square", "sq0csp" + "-" + Draw(Base64Url, 43));
        yield return ("Telegram", "7" + Draw(Digits, 9) + ":AA" + Draw(Base64Url, 33));
        yield return ("Discord", "MT" + Draw(Base62, 24) + "." + Draw(Base64Url, 6) + "." + Draw(Base64Url, 38));
        yield return ("Vault", "hvs" + "." + Draw(Base62, 24));
        yield return ("Terraform", Draw(Base62, 14) + ".atlas" + "v1." + Draw(Base62, 67));
        yield return ("Databricks", "dapi" + Draw(Hex, 32));
        yield return ("Hugging Face", "hf" + "_" + Draw(Base62, 34));
        yield return ("Docker", "dckr" + "_pat_" + Draw(Base62, 27));
        yield return ("Atlassian", "ATATT" + "3" + Draw(Base64Url, 180) + "=" + Draw("0123456789ABCDEF", 8));
        yield return ("Linear", "lin" + "_api_" + Draw(Base62, 40));
        yield return ("Notion", "ntn" + "_" + Draw(Base62, 46));
        yield return ("Figma", "figd" + "_" + Draw(Base64Url, 40));
        yield return ("Postman", "PMAK" + "-" + Draw(Hex, 24) + "-" + Draw(Hex, 34));
        yield return ("New Relic", "NRAK" + "-" + Draw(Base32, 27));
        yield return ("Sentry", "sntryu" + "_" + Draw(Hex, 64));
        yield return ("Grafana", "glsa" + "_" + Draw(Base62, 32) + "_" + Draw(Hex, 8));
        yield return ("Doppler", "dp" + ".pt." + Draw(Base62, 43));
        yield return ("Fly", "fo1" + "_" + Draw(Base64Url, 43));
        yield return ("Netlify", "nfp" + "_" + Draw(Base62, 40));
        yield return ("age", "AGE-SECRET" + "-KEY-1" + Draw("QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L", 58));
        yield return ("Facebook", "EAA" + Draw(Base62, 120));
        yield return ("JWT", Jwt());
        yield return ("RubyGems", "rubygems" + "_" + Draw(Hex, 48));
        yield return ("PlanetScale", "pscale" + "_tkn_" + Draw(Base64Url, 43));
        yield return ("Groq", "gsk" + "_" + Draw(Base62, 52));
        yield return ("Pulumi", "pul" + "-" + Draw(Hex, 40));
        yield return ("NuGet", "oy2" + Draw(Lower + Digits, 43));
    }

    private static IEnumerable<(string Place, Func<string, string> Wrap)> Places() =>
    [
        ("a C# literal", s => $"var x = \"{s}\";"), ("JSON", s => $"{{ \"x\": \"{s}\" }}"), ("YAML", s => $"x: {s}\n"), ("a shell line", s => $"export X='{s}'"), ("a comment", s => $"# was {s} before"),
        ("an attribute", s => $"<add x=\"{s}\" />"), ("an element", s => $"<x>{s}</x>"), ("a query", s => $"https://example.com/?x={s}&y=1"), ("escaped JSON", s => $"\"{{\\\"x\\\":\\\"{s}\\\"}}\""),
        ("behind an escaped line end", s => $"\"first\\n{s}\\nlast\""), ("percent-encoded text", s => $"x%3D{s}%26y%3D1"), ("a table", s => $"| name | `{s}` |"), ("a diff", s => $"+{s}"), ("a tuple", s => $"('x', '{s}')"), ("prose", s => $"Use {s}, please."),
    ];

    private static IEnumerable<(string Place, Func<string, string> Wrap)> Assignments() =>
    [
        ("Python", s => $"password = \"{s}\""), ("Python keyword argument", s => $"connect(host='h', password='{s}')"), ("annotated Python", s => $"api_key: str = '{s}'"), ("JavaScript", s => $"const apiKey = '{s}';"), ("TypeScript", s => $"private readonly clientSecret: string = \"{s}\";"),
        ("JSON", s => $"  \"db_password\": \"{s}\","), ("YAML", s => $"database:\n  password: \"{s}\"\n"), ("plain YAML", s => $"  secret_access_key: {s}\n"), ("env", s => $"DB_PASSWORD={s}\n"), ("exported env", s => $"export AWS_SECRET_ACCESS_KEY=\"{s}\""), ("compose", s => $"      - POSTGRES_PASSWORD={s}\n"),
        ("C#", s => $"public const string ClientSecret = \"{s}\";"), ("verbatim C#", s => $"var password = @\"{s}\";"), ("Java", s => $"private static final String API_TOKEN = \"{s}\";"), ("Java setter", s => $"dataSource.setPassword(\"{s}\");"), ("Kotlin", s => $"val accessToken: String = \"{s}\""),
        ("Go", s => $"password := \"{s}\""), ("Go map", s => $"map[string]string{{\"api_key\": \"{s}\"}}"), ("Rust", s => $"const SECRET_KEY: &str = \"{s}\";"), ("C", s => $"#define DB_PASSWORD \"{s}\""), ("C array", s => $"static const char password[] = \"{s}\";"), ("PHP", s => $"define('DB_PASSWORD', '{s}');"), ("PHP array", s => $"'password' => '{s}',"),
        ("Ruby", s => $":secret_key_base => '{s}'"), ("Elixir", s => $"  secret_key_base: \"{s}\","), ("Swift", s => $"let authToken = \"{s}\""), ("PowerShell", s => $"$env:API_KEY = \"{s}\""), ("batch", s => $"set API_TOKEN={s}\r\n"), ("Dockerfile", s => $"ENV API_TOKEN {s}\n"), ("Terraform", s => $"  admin_password = \"{s}\""),
        ("Terraform variable", s => $"variable \"db_password\" {{\n  type    = string\n  default = \"{s}\"\n}}"), ("properties", s => $"spring.datasource.password={s}\n"), ("INI", s => $"[db]\npassword = {s}\n"), ("TOML", s => $"api_token = '{s}'\n"), ("XML attribute", s => $"<add key=\"ApiSecret\" value=\"{s}\" />"), ("XML element", s => $"<password>{s}</password>"),
        ("XML property", s => $"<property name=\"password\" value=\"{s}\"/>"), ("JSON pair", s => $"{{ \"name\": \"API_TOKEN\", \"value\": \"{s}\" }}"), ("Kubernetes env", s => $"- name: DB_PASSWORD\n  value: \"{s}\"\n"), ("header", s => $"curl -H \"X-Api-Key: {s}\" https://example.com"), ("bearer", s => $"Authorization: Bearer {s}xY9zQ2"),
        ("basic", s => $"Authorization: Basic {Convert.ToBase64String(System.Text.Encoding.ASCII.GetBytes("svc:" + s))}"), ("ADO connection string", s => $"\"Server=db;Database=app;User Id=sa;Password={s};Encrypt=true\""), ("ODBC", s => $"Driver={{SQL}};Server=db;Uid=app;Pwd={s};"), ("Postgres URL", s => $"postgres://app:{s}@db.internal:5432/app"), ("MongoDB URL", s => $"mongodb+srv://app:{s}@cluster0.abcde.mongodb.net/app"),
        ("Redis URL", s => $"redis://:{s}@cache:6379/0"), ("git URL", s => $"https://oauth2:{s}@git.example.com/a/b.git"), ("JDBC", s => $"jdbc:mysql://db/app?user=app&password={s}"), ("storage", s => $"DefaultEndpointsProtocol=https;AccountName=a;AccountKey={s}==;EndpointSuffix=core.windows.net"), ("query", s => $"https://example.com/v1?api_key={s}&q=1"),
        ("escaped JSON", s => $"\"{{\\\"client_secret\\\":\\\"{s}\\\"}}\""), ("environment default", s => $"os.environ.get(\"DB_PASSWORD\", \"{s}\")"), ("fallback", s => $"const secret = process.env.JWT_SECRET || '{s}';"), ("option", s => $"mytool --password {s} --verbose"), ("option with sign", s => $"mytool --token={s} run"), ("curl user", s => $"curl -u admin:{s} https://example.com"),
        ("sshpass", s => $"sshpass -p '{s}' ssh root@host"), ("SQL", s => $"CREATE USER app WITH PASSWORD '{s}';"), ("secure string", s => $"ConvertTo-SecureString \"{s}\" -AsPlainText -Force"), ("netrc", s => $"machine example.com login me password {s}\n"), ("npmrc", s => $"//registry.example.com/:_authToken={s}\n"), ("comment", s => $"// password: {s}"), ("comparison", s => $"if (password == \"{s}\") return true;"),
        ("Clojure", s => $"{{:user \"a\" :password \"{s}\"}}"), ("Lua", s => $"token = [[x]]; secret = \"{s}\""), ("Objective-C", s => $"NSString *apiKey = @\"{s}\";"), ("index", s => $"config[\"password\"] = \"{s}\""), ("template", s => $"password: `{s}`"), ("Makefile", s => $"API_TOKEN ?= {s}\n"), ("wrapped", s => $"password=SecretStr(\"{s}\")"),
        ("authorization scheme", s => $"headers = {{\"Authorization\": \"Token {s}9f8e7d\"}}"), ("credential call", s => $"new NetworkCredential(\"svc\", \"{s}\")"), ("tuple", s => $"requests.get(url, auth=('svc', '{s}'))"), ("Go data source", s => $"sql.Open(\"mysql\", \"app:{s}@tcp(db:3306)/app\")"),
        ("bytes in Go", s => $"jwtSecret := []byte(\"{s}\")"), ("CDATA", s => $"<password><![CDATA[{s}]]></password>"), ("XML setting", s => $"<setting name=\"Password\" serializeAs=\"String\"><value>{s}</value></setting>"), ("Gradle", s => $"storePassword '{s}'"),
        ("percent-encoded form", s => $"grant_type=x&client_secret%3D{s}%26a%3D1"), ("HTML entity", s => $"&quot;password&quot;:&quot;{s}&quot;"),
    ];

    private IEnumerable<Canary> Armoured()
    {
        var lines = Enumerable.Range(0, 12).Select(_ => Draw(Base64, 64)).ToArray();
        foreach (var label in new[] { "RSA PRIVATE KEY", "PRIVATE KEY", "EC PRIVATE KEY", "OPENSSH PRIVATE KEY", "ENCRYPTED PRIVATE KEY", "DSA PRIVATE KEY", "PGP PRIVATE KEY BLOCK" })
        {
            yield return new(label, $"-----BEGIN {label}-----\n{string.Join('\n', lines)}\n-----END {label}-----\n", lines[5]);
        }

        var key = "PRIVATE" + " KEY";
        yield return new("PEM in one literal", $"k = \"-----BEGIN {key}-----\\n{string.Join("\\n", lines)}\\n-----END {key}-----\\n\"", lines[3]);
        yield return new("PEM joined from literals", $"k = \"-----BEGIN {key}-----\\n\" +\n{string.Concat(lines.Select(line => $"    \"{line}\\n\" +\n"))}    \"-----END {key}-----\";", lines[7]);
        yield return new("PEM appended line by line", $"sb.Append(\"-----BEGIN {key}-----\");\r\n{string.Concat(lines.Select(line => $"sb.AppendLine(\"{line}\");\r\n"))}sb.Append(\"-----END {key}-----\");", lines[7]);
        yield return new("PEM without an end", $"-----BEGIN {key}-----\n{string.Join('\n', lines)}\n", lines[11]);
        yield return new("indented PEM in YAML", $"key: |\n  -----BEGIN {key}-----\n  {string.Join("\n  ", lines)}\n  -----END {key}-----\n", lines[0]);
        yield return new("PEM with headers", $"-----BEGIN RSA {key}-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,{Draw(Hex, 32)}\n\n{string.Join('\n', lines)}\n-----END RSA {key}-----\n", lines[9]);
        yield return new("short PEM", $"-----BEGIN EC {key}-----\n{lines[0]}\n{lines[1][..40]}\n-----END EC {key}-----", lines[1][..40]);
        yield return new("SSH2", $"---- BEGIN SSH2 ENCRYPTED {key} ----\nComment: \"me\"\n{string.Join('\n', lines)}\n---- END SSH2 ENCRYPTED {key} ----", lines[4]);
        yield return new("PuTTY", $"PuTTY-User-Key-File-3: ssh-ed25519\nEncryption: none\nPublic-Lines: 1\nAAAA\nPrivate-Lines: 2\n{lines[0]}\n{lines[1]}\nPrivate-MAC: {Draw(Hex, 64)}\n", lines[1]);
        yield return new("RSA as XML", $"<RSAKeyValue><Modulus>{lines[0]}</Modulus><Exponent>AQAB</Exponent><P>{lines[1]}</P><Q>{lines[2]}</Q><D>{lines[3]}</D></RSAKeyValue>", lines[3]);
        yield return new("JWK", $"{{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"{Draw(Base64Url, 43)}\",\"d\":\"{lines[8][..43].Replace('+', '-').Replace('/', '_')}\"}}", lines[8][..43].Replace('+', '-').Replace('/', '_'));
        yield return new("Slack webhook", "https://hooks.slack" + $".com/services/T{Draw(Base32, 8)}/B{Draw(Base32, 8)}/{lines[0][..24].Replace('+', 'a').Replace('/', 'b')}", lines[0][..24].Replace('+', 'a').Replace('/', 'b'));
        yield return new("Discord webhook", "https://discord" + $".com/api/webhooks/{Draw(Digits, 18)}/{lines[1].Replace('+', 'a').Replace('/', 'b')}", lines[1].Replace('+', 'a').Replace('/', 'b'));
        yield return new("SAS", $"https://a.blob.core.windows.net/c?sv=2022-11-02&sr=c&sp=rl&sig={Uri.EscapeDataString(lines[2][..43] + "=")}", Uri.EscapeDataString(lines[2][..43]));
        yield return new("AWS key pair in a table", "AKIA" + $"{Draw(Base32, 16)},{lines[6][..40]}", lines[6][..40]);
        yield return new("Sentry DSN", $"https://{Draw(Hex, 31)}7@o12345.ingest.sentry.io/67", "7@o12345"[..1] + "@");
    }

    private string Jwt() =>
        "eyJ" + Draw(Base64Url, 33) + "." + "eyJ" + Draw(Base64Url, 80) + "." + Draw(Base64Url, 43);

    // As password rules make them: both cases, a digit, a sign; no character that a URL or an option would need escaped.
    private string Password() => Draw(Lower, 3) + Draw("ABCDEFGHJKLMNP", 3) + Draw("23456789", 3) + Draw("!*~^", 1) + Draw(Base62, 4);

    private string NewGuid() => new Guid(Bytes(16)).ToString();

    private byte[] Bytes(int count)
    {
        var bytes = new byte[count];
        _random.NextBytes(bytes);
        return bytes;
    }

    private string Draw(string alphabet, int length) => new([.. Enumerable.Range(0, length).Select(_ => alphabet[_random.Next(alphabet.Length)])]);
}
