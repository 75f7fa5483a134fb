//! Files packed with `xz`.

use std::io::Read as _;

/// No table is larger than this, bytes: a packed file can hold a disk full of nothing.
const LARGEST: u64 = 512 << 20;

/// Does it begin as a packed file does?
pub fn packed(bytes: &[u8]) -> bool {
    bytes.starts_with(&[0xfd, b'7', b'z', b'X', b'Z', 0])
}

/// What is inside.
///
/// # Errors
/// A torn or damaged file; more than half a gigabyte.
pub fn unpack(bytes: &[u8]) -> Result<Vec<u8>, String> {
    let mut out = Vec::new();
    let reader = lzma_rust2::XzReader::new(bytes, true);
    let read = reader.take(LARGEST).read_to_end(&mut out);
    read.map_err(|e| e.to_string().to_lowercase())?;
    if out.len() as u64 == LARGEST {
        return Err("it is larger than half a gigabyte".to_owned());
    }
    Ok(out)
}
