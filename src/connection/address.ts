import { BlockList, isIP } from 'node:net';

/**
 * Addresses where clouds keep their metadata, and with it the credentials of the machine: link-local ones, and others that clouds
 * chose. No endpoint of DynamoDB is there.
 */
const blocked = new BlockList();
blocked.addSubnet('169.254.0.0', 16);
blocked.addSubnet('fe80::', 10, 'ipv6');
// AWS: metadata of EC2, Pod Identity of EKS.
// https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/configuring-instance-metadata-service.html
blocked.addSubnet('fd00:ec2::', 32, 'ipv6');
// Google Cloud, Alibaba Cloud, Oracle Cloud
blocked.addAddress('fd20:ce::254', 'ipv6');
blocked.addAddress('100.100.100.200');
blocked.addAddress('192.0.0.192');
// 169.254.0.0/16 within IPv6: by NAT64, 6to4, and the old IPv4-compatible form. BlockList itself knows the IPv4-mapped form.
blocked.addSubnet('64:ff9b::a9fe:0', 112, 'ipv6');
blocked.addSubnet('2002:a9fe::', 32, 'ipv6');
blocked.addSubnet('::a9fe:0', 112, 'ipv6');

/** What a message says of such an address. */
export const LINK_LOCAL = 'an address that is link-local, or where a cloud keeps its metadata';

/**
 * Whether a host is an address that is never called, whatever the operator allows.
 * @param hostname that of a URL, which has one spelling for each address; or an address that was looked up
 */
export function isBlockedAddress(hostname: string): boolean {
  const address = hostname.replace(/^\[(.*)\]$/, '$1').replace(/%.*$/, '');
  const family = isIP(address);
  return family !== 0 && blocked.check(address, family === 6 ? 'ipv6' : 'ipv4');
}
