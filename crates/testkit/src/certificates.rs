//! Certificates for tests: an authority, and what it signs.

use anyhow::Result;
use rcgen::{
    BasicConstraints, CertificateParams, CertifiedIssuer, DnType, ExtendedKeyUsagePurpose, IsCa,
    KeyPair, KeyUsagePurpose,
};
use std::path::{Path, PathBuf};

/// A certificate authority with a folder of PEM files.
pub struct Authority {
    issuer: CertifiedIssuer<'static, KeyPair>,
    folder: PathBuf,
}

/// Files of a client's certificate.
#[derive(Debug, Clone)]
pub struct ClientFiles {
    pub certificate: PathBuf,
    pub key: PathBuf,
}

impl Authority {
    /// A new one; its certificate is `ca.pem` in the folder.
    ///
    /// # Errors
    /// The files can't be written.
    pub fn new(folder: &Path) -> Result<Self> {
        let mut params = CertificateParams::default();
        params
            .distinguished_name
            .push(DnType::CommonName, "test authority");
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
        let issuer = CertifiedIssuer::self_signed(params, KeyPair::generate()?)?;
        std::fs::create_dir_all(folder)?;
        let authority = Self {
            issuer,
            folder: folder.to_owned(),
        };
        std::fs::write(authority.file(), authority.issuer.pem())?;
        Ok(authority)
    }

    /// The authority's certificate.
    pub fn file(&self) -> PathBuf {
        self.folder.join("ca.pem")
    }

    /// Key and certificate of a broker on loopback, in the one file that Kafka's PEM keystore is.
    ///
    /// # Errors
    /// The file can't be written.
    pub fn broker(&self) -> Result<PathBuf> {
        let (certificate, key) = self.sign(
            "broker",
            vec!["127.0.0.1".into(), "localhost".into()],
            ExtendedKeyUsagePurpose::ServerAuth,
        )?;
        let file = self.folder.join("broker.pem");
        std::fs::write(&file, format!("{key}{certificate}"))?;
        Ok(file)
    }

    /// A client's certificate; brokers know it as `User:NAME`. Made anew under the same name it replaces the files.
    ///
    /// # Errors
    /// The files can't be written.
    pub fn client(&self, name: &str) -> Result<ClientFiles> {
        let (certificate, key) =
            self.sign(name, Vec::new(), ExtendedKeyUsagePurpose::ClientAuth)?;
        let files = ClientFiles {
            certificate: self.folder.join(format!("{name}.pem")),
            key: self.folder.join(format!("{name}.key")),
        };
        std::fs::write(&files.certificate, certificate)?;
        std::fs::write(&files.key, key)?;
        Ok(files)
    }

    fn sign(
        &self,
        name: &str,
        hosts: Vec<String>,
        usage: ExtendedKeyUsagePurpose,
    ) -> Result<(String, String)> {
        let mut params = CertificateParams::new(hosts)?;
        params.distinguished_name = rcgen::DistinguishedName::new();
        params.distinguished_name.push(DnType::CommonName, name);
        params.extended_key_usages = vec![usage, ExtendedKeyUsagePurpose::ClientAuth];
        let key = KeyPair::generate()?;
        let certificate = params.signed_by(&key, &self.issuer)?;
        Ok((certificate.pem(), key.serialize_pem()))
    }
}
