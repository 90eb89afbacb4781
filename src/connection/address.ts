import { BlockList, isIP } from 'node:net';
import { LRUCache } from 'lru-cache';

/**
 * Addresses where clouds keep their metadata, and with it the credentials of the machine: link-local ones, and others that clouds
 * chose. No endpoint of DynamoDB is there.
 */
const blocked = new BlockList();
blocked.addSubnet('fe80::', 10, 'ipv6');
// AWS: metadata of EC2, Pod Identity of EKS.
// https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/configuring-instance-metadata-service.html
blocked.addSubnet('fd00:ec2::', 32, 'ipv6');
// Google Cloud
blocked.addAddress('fd20:ce::254', 'ipv6');
// Link-local; Alibaba Cloud, Oracle Cloud
block('169.254.0.0', 16);
block('100.100.100.200', 32);
block('192.0.0.192', 32);

/** Blocks a subnet of IPv4, within IPv6 too: BlockList itself knows the IPv4-mapped form. */
function block(subnet: string, bits: number): void {
  blocked.addSubnet(subnet, bits);
  const [high = '', low = ''] = Buffer.from(subnet.split('.').map(Number)).toString('hex').match(/.{4}/g) ?? [];
  // NAT64, RFC 6052 and RFC 8215; the IPv4-translated form, RFC 2765; the old IPv4-compatible form.
  for (const prefix of ['64:ff9b::', '64:ff9b:1::', '::ffff:0:', '::'])
    blocked.addSubnet(`${prefix}${high}:${low}`, 96 + bits, 'ipv6');
  // 6to4, RFC 3056
  blocked.addSubnet(`2002:${high}:${low}::`, 16 + bits, 'ipv6');
}

/** What a message says of such an address. */
export const LINK_LOCAL = 'an address that is link-local, or where a cloud keeps its metadata';

/** Each request asks for its host, and to look in the list takes longer than to sign. */
const verdicts = new LRUCache<string, boolean>({
  max: 1_000,
  memoMethod(hostname) {
    const address = hostname.replace(/^\[(.*)\]$/, '$1').replace(/%.*$/, '');
    const family = isIP(address);
    return family !== 0 && blocked.check(address, family === 6 ? 'ipv6' : 'ipv4');
  },
});

/**
 * Whether a host is an address that is never called, whatever the operator allows.
 * @param hostname that of a URL, which has one spelling for each address; or an address that was looked up
 */
export function isBlockedAddress(hostname: string): boolean {
  return verdicts.memo(hostname);
}
