"""Who is who: groupements, their members and sites, people, CDO engagements, roles, invitations."""
