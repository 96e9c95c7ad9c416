namespace McpContextBrowser.Core.Files.Secrets;

/// <summary>Keys that their own format gives away, written from what their issuers publish.</summary>
internal static partial class ProviderRules
{
    private const string Uuid = "[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}";

    public static readonly ProviderRule[] All =
    [
        .. Each(["ghp_", "gho_", "ghu_", "ghs_", "ghr_"], "github-token", "gh[pousr]_[A-Za-z0-9]{30,255}", "github.blog/2021-04-05-behind-githubs-new-authentication-token-formats"),
        new("github-token", "github_pat_", "github_pat_[A-Za-z0-9_]{40,255}", "docs.github.com: about authentication, token formats"),
        .. Each(["glpat-", "gldt-", "glrt-", "glrtr-", "glft-", "glsoat-", "glcbt-", "glptt-", "glimt-", "glagent-", "gloas-", "glwt-", "glffct-"], "gitlab-token", "gl[a-z]{2,6}-[A-Za-z0-9_.-]{18,300}", "docs.gitlab.com/security/tokens: token prefixes"),
        new("gitlab-token", "GR1348941", "GR1348941[A-Za-z0-9_-]{18,50}", "docs.gitlab.com/security/tokens: runner registration"),
        .. Each(["ATBB"], "bitbucket-token", "ATBB[A-Za-z0-9_=-]{20,60}", "support.atlassian.com: Bitbucket app passwords", random: true),
        .. Each(["ATATT3", "ATCTT3", "ATSTT3"], "atlassian-token", "AT[ACS]TT3[A-Za-z0-9_=-]{40,400}", "support.atlassian.com: API tokens"),
        .. Each(["AKIA", "ASIA", "ABIA", "ACCA"], "aws-access-key", "A[KSBC][IC]A[A-Z0-9]{16}", "docs.aws.amazon.com IAM: unique identifiers")
            .Select(rule => rule with { Companion = ("aws-secret-key", "(?<![A-Za-z0-9/+=])[A-Za-z0-9/+]{40}(?![A-Za-z0-9/+=])") }),
        new("docker-config", "eyJhdXRocyI6", "eyJhdXRocyI6[A-Za-z0-9+/_-]{20,4096}={0,2}", "kubernetes.io/docs: image pull secrets"),
        new("aws-bedrock-key", "ABSK", "ABSK[A-Za-z0-9+/]{80,300}={0,2}", "docs.aws.amazon.com Bedrock: API keys"),
        new("google-api-key", "AIza", "AIza[A-Za-z0-9_-]{33,40}", "cloud.google.com/docs/authentication/api-keys"),
        new("google-oauth-secret", "GOCSPX-", "GOCSPX-[A-Za-z0-9_-]{20,40}", "developers.google.com/identity/protocols/oauth2"),
        new("google-oauth-token", "ya29.", @"ya29\.[A-Za-z0-9_.-]{20,2048}", "developers.google.com/identity/protocols/oauth2"),
        new("google-refresh-token", "1//0", "1//0[A-Za-z0-9_-]{30,512}", "developers.google.com/identity/protocols/oauth2") { MustLookRandom = true },
        new("azure-client-secret", "Q~", "[A-Za-z0-9_~.-]{3}[0-9]Q~[A-Za-z0-9_~.-]{31,34}", "learn.microsoft.com: Entra client secrets") { Lead = 4 },
        .. Each(["+ASt", "ACDb"], "azure-key", @"[A-Za-z0-9+/]{76}(?:\+ASt|ACDb)[A-Za-z0-9+/]{6}==", "learn.microsoft.com: identifiable Azure keys", lead: 76),
        .. Each(["AzSe", "AzFu", "+ACR", "AzCa"], "azure-key", @"[A-Za-z0-9+/]{42}(?:AzSe|AzFu|\+ACR|AzCa)[A-Za-z0-9+/]{6}(?:==)?", "learn.microsoft.com: identifiable Azure keys", lead: 42),
        new("azure-devops-token", "AZDO", "[A-Za-z0-9]{76}AZDO[A-Za-z0-9]{4}", "learn.microsoft.com: Azure DevOps personal access tokens") { Lead = 76 },
        .. Each(["xoxb-", "xoxp-", "xoxa-", "xoxo-", "xoxs-", "xoxr-", "xoxe-", "xoxe.", "xoxc-", "xoxd-"], "slack-token", @"xox[abcdeoprs][-.][A-Za-z0-9%./+-]{10,400}", "api.slack.com/authentication/token-types"),
        new("slack-token", "xapp-", "xapp-[0-9]-[A-Za-z0-9-]{20,200}", "api.slack.com/authentication/token-types"),
        new("slack-webhook", "hooks.slack.com/", "hooks\\.slack\\.com/(?:services|workflows|triggers)/(?<s>[A-Za-z0-9_/-]{20,200})", "api.slack.com/messaging/webhooks") { IsUrl = true },
        .. Each(["sk_live_", "sk_test_", "rk_live_", "rk_test_", "sk_prod_", "rk_prod_"], "stripe-key", "[sr]k_(?:live|test|prod)_[A-Za-z0-9_]{10,255}", "docs.stripe.com/keys"),
        new("webhook-secret", "whsec_", "whsec_[A-Za-z0-9+/=_-]{20,128}", "docs.stripe.com/webhooks; standardwebhooks.com"),
        new("anthropic-key", "sk-ant-", "sk-ant-[A-Za-z0-9_-]{20,255}", "docs.anthropic.com: API keys"),
        .. Each(["sk-proj-", "sk-svcacct-", "sk-admin-", "sk-or-", "sk-lf-", "sk-None-"], "openai-key", "sk-(?:proj|svcacct|admin|or|lf|None)-[A-Za-z0-9_-]{20,255}", "platform.openai.com/docs: API keys; openrouter.ai; langfuse.com"),
        new("openai-key", "sk-", "sk-[A-Za-z0-9_-]{20,255}", "platform.openai.com/docs: API keys") { MustLookRandom = true },
        new("npm-token", "npm_", "npm_[A-Za-z0-9]{30,80}", "docs.npmjs.com/about-access-tokens") { MustLookRandom = true },
        new("pypi-token", "pypi-", "pypi-[A-Za-z0-9_-]{40,512}", "pypi.org/help: API tokens") { MustLookRandom = true },
        new("rubygems-key", "rubygems_", "rubygems_[a-f0-9]{32,64}", "guides.rubygems.org/api-key-scopes"),
        new("crates-token", "cio", "cio[A-Za-z0-9]{32}", "doc.rust-lang.org/cargo: registry authentication") { MustLookRandom = true },
        new("nuget-key", "oy2", "oy2[a-z0-9]{43}", "learn.microsoft.com/nuget: scoped API keys"),
        new("twilio-key", "SK", "SK[0-9a-fA-F]{32}", "twilio.com/docs/iam/api-keys"),
        new("sendgrid-key", "SG.", @"SG\.[A-Za-z0-9_-]{16,32}\.[A-Za-z0-9_-]{30,64}", "docs.sendgrid.com: API keys"),
        new("mailgun-key", "key-", "(?:pub)?key-[0-9a-zA-Z]{32}", "documentation.mailgun.com: authentication") { Lead = 3, MustLookRandom = true },
        new("mailchimp-key", "-us", "[0-9a-f]{32}-us[0-9]{1,2}", "mailchimp.com/developer: API keys") { Lead = 32 },
        new("brevo-key", "xkeysib-", "xkeysib-[a-f0-9]{64}-[A-Za-z0-9]{16}", "developers.brevo.com: authentication"),
        new("brevo-key", "xsmtpsib-", "xsmtpsib-[a-f0-9]{64}-[A-Za-z0-9]{16}", "developers.brevo.com: authentication"),
        new("heroku-key", "HRKU-", "HRKU-[A-Za-z0-9_-]{30,80}", "devcenter.heroku.com/articles/authentication"),
        .. Each(["dop_v1_", "doo_v1_", "dor_v1_"], "digitalocean-token", "do[opr]_v1_[a-f0-9]{40,80}", "docs.digitalocean.com/reference/api: token formats"),
        .. Each(["shpat_", "shpca_", "shppa_", "shpss_", "shpua_"], "shopify-token", "shp(?:at|ca|pa|ss|ua)_[a-fA-F0-9]{30,40}", "shopify.dev/docs/apps/build/authentication-authorization"),
        .. Each(["sq0atp-", "sq0csp-", "sq0idp-"], "square-token", "sq0[a-z]{3}-[A-Za-z0-9_-]{20,50}", "developer.squareup.com: access tokens"),
        new("square-token", "EAAA", "EAAA[A-Za-z0-9_+=-]{56,64}", "developer.squareup.com: access tokens") { MustLookRandom = true },
        new("facebook-token", "EAA", "EAA[A-Za-z0-9]{60,400}", "developers.facebook.com/docs/facebook-login: access tokens") { MustLookRandom = true },
        new("telegram-token", ":AA", "[0-9]{8,10}:AA[A-Za-z0-9_-]{30,36}", "core.telegram.org/bots/api: authorizing your bot") { Lead = 10 },
        new("discord-webhook", "/api/webhooks/", "/api/webhooks/[0-9]{10,20}/(?<s>[A-Za-z0-9_-]{40,100})", "discord.com/developers/docs/resources/webhook") { IsUrl = true },
        .. Each(["hvs.", "hvb.", "hvr."], "vault-token", @"hv[sbr]\.[A-Za-z0-9_-]{20,300}", "developer.hashicorp.com/vault/docs/concepts/tokens", random: true),
        new("terraform-token", ".atlasv1.", @"[A-Za-z0-9]{14}\.atlasv1\.[A-Za-z0-9_-]{50,80}", "developer.hashicorp.com/terraform/cloud-docs: API tokens") { Lead = 14 },
        new("databricks-token", "dapi", "dapi[a-f0-9]{32}(?:-[0-9])?", "docs.databricks.com: personal access tokens"),
        .. Each(["hf_", "api_org_"], "huggingface-token", "(?:hf|api_org)_[A-Za-z0-9]{30,60}", "huggingface.co/docs/hub/security-tokens", random: true),
        .. Each(["dckr_pat_", "dckr_oat_"], "docker-token", "dckr_[po]at_[A-Za-z0-9_-]{20,60}", "docs.docker.com/security: access tokens"),
        .. Each(["lin_api_", "lin_oauth_"], "linear-key", "lin_(?:api|oauth)_[A-Za-z0-9]{30,80}", "linear.app/developers"),
        new("notion-token", "ntn_", "ntn_[A-Za-z0-9]{40,60}", "developers.notion.com: authorization"),
        new("notion-token", "secret_", "secret_[A-Za-z0-9]{40,50}", "developers.notion.com: authorization") { MustLookRandom = true },
        .. Each(["figd_", "figo_", "figu_", "figr_"], "figma-token", "fig[dour]_[A-Za-z0-9_-]{36,60}", "figma.com/developers/api: access tokens", random: true),
        new("postman-key", "PMAK-", "PMAK-[a-f0-9]{24}-[a-f0-9]{34}", "learning.postman.com: Postman API authentication"),
        .. Each(["NRAK-", "NRJS-", "NRII-", "NRRA-", "NRIQ-", "NRSP-", "NRAA-"], "newrelic-key", "NR[A-Z]{2}-[A-Za-z0-9_-]{16,60}", "docs.newrelic.com: API keys"),
        new("newrelic-key", "NRAL", "[a-fA-F0-9]{36}NRAL", "docs.newrelic.com: API keys") { Lead = 36 },
        .. Each(["sntrys_", "sntryu_"], "sentry-token", "sntry[su]_[A-Za-z0-9+/=_]{40,500}", "docs.sentry.io: auth tokens"),
        new("grafana-token", "glc_", "glc_[A-Za-z0-9+/=_-]{32,500}", "grafana.com/docs: access policies") { MustLookRandom = true },
        new("grafana-token", "glsa_", "glsa_[A-Za-z0-9]{32}_[a-fA-F0-9]{8}", "grafana.com/docs: service accounts"),
        new("grafana-token", "eyJrIjoi", "eyJrIjoi[A-Za-z0-9+/_-]{40,300}={0,2}", "grafana.com/docs: API keys"),
        .. Each(["dp.pt.", "dp.st.", "dp.ct.", "dp.sa.", "dp.scim.", "dp.audit.", "dp.said."], "doppler-token", @"dp\.[a-z]{2,5}\.(?:[a-z0-9_-]{2,35}\.)?[A-Za-z0-9]{36,50}", "docs.doppler.com: auth token formats"),
        .. Each(["fo1_", "fm1r_", "fm1a_", "fm2_"], "fly-token", "f[mo][12][ra]?_[A-Za-z0-9+/=_,-]{40,2048}", "fly.io/docs: access tokens", random: true),
        .. Each(["nfp_", "nfo_", "nfc_", "nfu_", "nfb_"], "netlify-token", "nf[pocub]_[A-Za-z0-9]{30,60}", "docs.netlify.com: access tokens", random: true),
        .. Each(["vcp_", "vci_", "vca_", "vcr_", "vck_", "vercel_blob_rw_"], "vercel-token", "(?:vc[piark]|vercel_blob_rw)_[A-Za-z0-9_]{24,80}", "vercel.com/docs: tokens", random: true),
        .. Each(["cfut_", "cfat_", "cfk_"], "cloudflare-token", "cf(?:ut|at|k)_[A-Za-z0-9_-]{36,80}", "developers.cloudflare.com: API token formats", random: true),
        new("cloudflare-origin-key", "v1.0-", "v1\\.0-[a-f0-9]{24}-[a-f0-9]{100,160}", "developers.cloudflare.com: origin CA keys"),
        new("age-key", "AGE-SECRET-KEY-1", "AGE-SECRET-KEY-1[A-Z0-9]{50,64}", "age-encryption.org/v1"),
        new("age-key", "AGE-PLUGIN-", "AGE-PLUGIN-[A-Z0-9]{2,20}-1[A-Z0-9]{20,500}", "age-encryption.org/v1"),
        new("minisign-key", "RWRTY0Iy", "RWRTY0Iy[A-Za-z0-9+/]{60,300}={0,2}", "jedisct1.github.io/minisign: secret key format"),
        .. MoreServices,
        new("jwt", "eyJ", @"eyJ[A-Za-z0-9_-]{8,8192}\.[A-Za-z0-9_-]{8,16384}\.[A-Za-z0-9_-]{16,8192}", "RFC 7519"),
        new("jwe", "eyJ", @"eyJ[A-Za-z0-9_-]{8,8192}\.[A-Za-z0-9_-]{0,1024}\.[A-Za-z0-9_-]{8,256}\.[A-Za-z0-9_-]{8,16384}\.[A-Za-z0-9_-]{16,256}", "RFC 7516"),
        .. Each(DiscordStarts, "discord-token", @"[MNO][A-Za-z0-9_-]{22,28}\.[A-Za-z0-9_-]{6,7}\.[A-Za-z0-9_-]{27,45}", "discord.com/developers/docs/reference: authentication"),
    ];

    // A bot's token has no prefix of its own, but begins with the base64 of its id, which is decimal digits.
    private static string[] DiscordStarts => ["MT", "Mj", "Mz", "MD", "ND", "NT", "Nj", "Nz", "OD", "OT"];

    private static IEnumerable<ProviderRule> Each(string[] anchors, string name, string pattern, string source, int lead = 0, bool random = false) =>
        anchors.Select(anchor => new ProviderRule(name, anchor, pattern, source) { Lead = lead, MustLookRandom = random });
}
